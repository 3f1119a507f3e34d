import type { Logger } from '../../logger.ts';
import type { LocalModel } from '../../model/local-model.ts';
import type { Engine } from '../engine.ts';
import type { Environment } from '../../environment.ts';
import type { Interpreter } from './find-interpreter.ts';
import { PythonEngine } from './python-engine.ts';

/** Options of {@link openPythonEngine}. */
export interface PythonEngineOptions {
  readonly interpreter: Interpreter;
  /** The worker's environment variables; by default those of this process. */
  readonly environment?: Environment;
  /** Cancels the loading; the worker is then ended. */
  readonly signal?: AbortSignal;
  /** Takes what the model prints, and tracebacks in full. */
  readonly logger: Logger;
  /** Called once when the worker ended by itself; `reason` is a whole sentence. */
  readonly onExit?: (reason: string) => void;
}

/**
 * Loads any pyfunc model in a Python process of its own, which lives until `close()`. Throws
 * MlflowError with Python's last line when the model cannot be loaded; the missing module is named.
 */
export async function openPythonEngine(
  model: LocalModel,
  options: PythonEngineOptions,
): Promise<Engine> {
  const engine = new PythonEngine(model, options);
  await engine.load(options.signal);
  return engine;
}
