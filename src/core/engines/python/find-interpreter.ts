import { execFile } from 'node:child_process';
import { platform } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../environment.ts';
import { MlflowError } from '../../errors.ts';

/** A Python that can import MLflow. */
export interface Interpreter {
  /** Absolute path of the executable, as Python itself reports it. */
  readonly path: string;
  readonly pythonVersion: string;
  readonly mlflowVersion: string;
}

/** Options of {@link findInterpreter}. */
export interface FindInterpreterOptions {
  /** The user's choice (a setting or `--python`): no other interpreter is then tried. */
  readonly python?: string;
  readonly environment: Environment;
  readonly signal?: AbortSignal;
}

interface Candidate {
  readonly command: string;
  /** Why it is tried, for the error: "$VIRTUAL_ENV", "on the PATH". */
  readonly origin: string;
}

const probeMilliseconds = 60_000;

/** The import is the whole of what serving needs, so that a broken environment shows here. */
const probe = `
import json, platform, sys
import mlflow.version
import mlflow.pyfunc.scoring_server as server
print("\\nmlinvoke" + json.dumps({
  "path": sys.executable,
  "pythonVersion": platform.python_version(),
  "mlflowVersion": mlflow.version.VERSION,
  "canInvoke": hasattr(server, "invocations"),
}))
`;

/**
 * The first interpreter that imports MLflow: the user's choice, else $MLINVOKE_PYTHON,
 * $VIRTUAL_ENV, $CONDA_PREFIX, then python3 and python on the PATH. Throws MlflowError
 * FEATURE_DISABLED that lists each one tried, why it failed, and what to do.
 */
export async function findInterpreter(options: FindInterpreterOptions): Promise<Interpreter> {
  const failures: string[] = [];
  for (const candidate of listCandidates(options)) {
    options.signal?.throwIfAborted();
    const found = await tryCandidate(candidate, options);
    if (typeof found !== 'string') return found;
    failures.push(`${candidate.command} (${candidate.origin}): ${found}`);
  }
  options.signal?.throwIfAborted();
  throw new MlflowError(
    'FEATURE_DISABLED',
    `No Python with MLflow was found. Tried ${failures.join('; ')}. ` +
      'Install MLflow into one of them (python -m pip install mlflow), or name another ' +
      'interpreter with the setting mlinvoke.pythonPath, --python or $MLINVOKE_PYTHON.',
  );
}

function listCandidates({ python, environment }: FindInterpreterOptions): Candidate[] {
  if (python) return [{ command: python, origin: 'as given' }];
  const candidates: Candidate[] = [];
  const chosen = environment['MLINVOKE_PYTHON'];
  if (chosen) candidates.push({ command: chosen, origin: '$MLINVOKE_PYTHON' });
  const isWindows = platform() === 'win32';
  const virtual = environment['VIRTUAL_ENV'];
  if (virtual) {
    const command = isWindows
      ? join(virtual, 'Scripts', 'python.exe')
      : join(virtual, 'bin', 'python');
    candidates.push({ command, origin: '$VIRTUAL_ENV' });
  }
  const conda = environment['CONDA_PREFIX'];
  if (conda) {
    const command = isWindows ? join(conda, 'python.exe') : join(conda, 'bin', 'python');
    candidates.push({ command, origin: '$CONDA_PREFIX' });
  }
  candidates.push({ command: 'python3', origin: 'on the PATH' });
  candidates.push({ command: 'python', origin: 'on the PATH' });
  return candidates;
}

async function tryCandidate(
  candidate: Candidate,
  { environment, signal }: FindInterpreterOptions,
): Promise<Interpreter | string> {
  const outcome = await runProbe(candidate.command, environment, signal);
  if ('failure' in outcome) return outcome.failure;
  const text = outcome.stdout.split('\nmlinvoke')[1];
  if (text === undefined) return 'it answered nothing, so it is not a Python interpreter';
  // Our own probe wrote this line.
  const found = JSON.parse(text) as Interpreter & { canInvoke: boolean };
  if (!found.canInvoke) {
    return (
      `its MLflow ${found.mlflowVersion} has no mlflow.pyfunc.scoring_server.invocations; ` +
      'MLflow 2.3 or newer is needed'
    );
  }
  return {
    path: found.path || candidate.command,
    pythonVersion: found.pythonVersion,
    mlflowVersion: found.mlflowVersion,
  };
}

type ProbeOutcome = { readonly stdout: string } | { readonly failure: string };

function runProbe(
  command: string,
  environment: Environment,
  signal: AbortSignal | undefined,
): Promise<ProbeOutcome> {
  return new Promise((settle) => {
    const options = {
      env: environment,
      timeout: probeMilliseconds,
      killSignal: 'SIGKILL',
      windowsHide: true,
      ...(signal && { signal }),
    } as const;
    execFile(command, ['-c', probe], options, (error, stdout, stderr) => {
      if (error) settle({ failure: explainFailure(error, stderr) });
      else settle({ stdout });
    });
  });
}

function explainFailure(
  error: Error & { code?: unknown; killed?: boolean },
  stderr: string,
): string {
  if (error.code === 'ENOENT') return 'there is no such program';
  if (error.code === 'EACCES') return 'it may not be executed';
  if (error.killed) return `it did not answer within ${probeMilliseconds / 1000} seconds`;
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines.at(-1)?.trim() ?? error.message;
}
