import type { EngineChoice, OpenEngineOptions } from '../core/engines/open-engine.ts';
import type { CliContext } from './cli-context.ts';
import { downloadNote } from './download-note.ts';

/** Options of every command that runs a model, as commander hands them over. */
export interface EngineFlags {
  readonly engine: EngineChoice;
  readonly python?: string;
  readonly trackingUri?: string;
  readonly json?: boolean;
}

/** Options that `mlflow models` has and that mean little without environments of MLflow's own. */
export interface EnvironmentFlags {
  readonly envManager?: string;
  readonly conda?: boolean;
  readonly installMlflow?: boolean;
}

/** The engine options that the flags and the process give; the terminal is always trusted. */
export function engineOptions(flags: EngineFlags, context: CliContext): OpenEngineOptions {
  const { workerFile, environment, logger, signal } = context;
  return {
    engine: flags.engine,
    isTrusted: true,
    workerFile,
    environment,
    logger,
    signal,
    ...(flags.python !== undefined && { python: flags.python }),
  };
}

/** Where model URIs are looked up. */
export function lookupOptions(flags: { readonly trackingUri?: string }, context: CliContext) {
  const { workingDirectory, signal, storeHost, note } = context;
  return {
    workingDirectory,
    storeHost,
    signal,
    onDownload: downloadNote(note),
    ...(flags.trackingUri !== undefined && { trackingUri: flags.trackingUri }),
  };
}

/** Why no environment is made: by the engine, or for an image. */
const unusedReasons = {
  native: 'the native engine needs no Python environment',
  python:
    'mlinvoke makes no environments; the interpreter of --python or of the active environment runs the model',
  mlserver: 'MLServer runs in the environment that it is installed in',
  image: "the model's requirements go into the Python of the image",
} as const;

/**
 * What to say about options that `mlflow models` acts on and mlinvoke does not: it never makes a
 * Python environment.
 */
export function describeUnusedFlags(
  flags: EnvironmentFlags,
  where: keyof typeof unusedReasons,
): string[] {
  const isAsked = flags.envManager !== undefined && flags.envManager !== 'local';
  if (!isAsked && !flags.installMlflow) return [];
  const option = isAsked ? `--env-manager ${flags.envManager}` : '--install-mlflow';
  return [`${option} has no effect: ${unusedReasons[where]}.`];
}
