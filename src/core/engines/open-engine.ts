import { MlflowError, UnsupportedFlavorError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { LocalModel } from '../model/local-model.ts';
import type { Engine, EngineKind } from './engine.ts';
import { openNativeEngine } from './native/open-native-engine.ts';
import type { Environment } from '../environment.ts';

/** The user's wish: one engine by name, or `auto` for the first that can run the whole model. */
export type EngineChoice = 'auto' | EngineKind;

/** Options of {@link openEngine}. */
export interface OpenEngineOptions {
  readonly engine: EngineChoice;
  /** The interpreter of the user's choice; see findInterpreter for what is tried without one. */
  readonly python?: string;
  /** False in VS Code's Restricted Mode, where no code of a model may run. */
  readonly isTrusted: boolean;
  /** Path of dist/native-worker.js. */
  readonly workerFile: string;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly signal?: AbortSignal;
  /** Called once when the engine ended by itself; `reason` is a whole sentence. */
  readonly onExit?: (reason: string) => void;
}

/** What {@link openEngine} chose. */
export interface OpenedEngine {
  readonly engine: Engine;
  /** Why this engine: a whole sentence. */
  readonly reason: string;
}

/**
 * Opens the engine that the user named; with `auto` the native one if it supports every part of
 * the model, else Python if the workspace is trusted and an interpreter with MLflow is found.
 * Throws MlflowError that names the part that native cannot run, why Python could not step in, and
 * what would help. Never falls back when an engine was named.
 */
export async function openEngine(
  model: LocalModel,
  options: OpenEngineOptions,
): Promise<OpenedEngine> {
  switch (options.engine) {
    case 'native':
      return openNative(model, options, 'The native engine was asked for.');
    case 'python':
      return openPython(model, options, 'The python engine was asked for');
    case 'mlserver':
      throw new MlflowError(
        'NOT_IMPLEMENTED',
        'The engine "mlserver" is not built yet: it arrives with an issue of its own. ' +
          'Choose "auto", "native" or "python".',
      );
    case 'auto':
      return openBest(model, options);
  }
}

async function openBest(model: LocalModel, options: OpenEngineOptions): Promise<OpenedEngine> {
  let obstacle: UnsupportedFlavorError;
  try {
    return await openNative(model, options, 'The native engine supports every part of this model.');
  } catch (error) {
    if (!(error instanceof UnsupportedFlavorError)) throw error;
    obstacle = error;
  }
  try {
    return await openPython(model, options, `${obstacle.message} So the python engine runs it`);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof MlflowError)) throw error;
    throw new UnsupportedFlavorError(
      `No engine can run ${model.uri} here. Native: ${obstacle.message} Python: ${error.message}`,
      { cause: new AggregateError([obstacle, error]) },
    );
  }
}

async function openNative(
  model: LocalModel,
  options: OpenEngineOptions,
  reason: string,
): Promise<OpenedEngine> {
  const { workerFile, environment, isTrusted, logger, signal } = options;
  // It is code of the user's, so Restricted Mode does without.
  const onnxRuntime = isTrusted ? environment['MLINVOKE_ONNXRUNTIME'] : undefined;
  const engine = await openNativeEngine(model, {
    workerFile,
    logger,
    ...(onnxRuntime && { onnxRuntime }),
    ...(signal && { signal }),
  });
  return { engine, reason };
}

async function openPython(
  model: LocalModel,
  options: OpenEngineOptions,
  reason: string,
): Promise<OpenedEngine> {
  if (!options.isTrusted) throw restricted();
  // Loaded only here: most models never ask for Python.
  const [{ findInterpreter }, { openPythonEngine }] = await Promise.all([
    import('./python/find-interpreter.ts'),
    import('./python/open-python-engine.ts'),
  ]);
  const { python, environment, logger, signal, onExit } = options;
  const interpreter = await findInterpreter({
    environment,
    ...(python && { python }),
    ...(signal && { signal }),
  });
  const { path, pythonVersion, mlflowVersion } = interpreter;
  logger.info(`Python ${pythonVersion} at ${path} has MLflow ${mlflowVersion}.`);
  const engine = await openPythonEngine(model, {
    interpreter,
    environment,
    logger,
    ...(signal && { signal }),
    ...(onExit && { onExit }),
  });
  return {
    engine,
    reason: `${reason}, with Python ${pythonVersion} and MLflow ${mlflowVersion} at ${path}.`,
  };
}

function restricted(): MlflowError {
  return new MlflowError(
    'PERMISSION_DENIED',
    'The python engine runs code that comes with the model, and this workspace is in Restricted ' +
      'Mode. Trust the workspace if you trust the model; models that the native engine supports ' +
      'are served without trust.',
  );
}
