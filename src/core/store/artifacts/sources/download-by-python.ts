import { spawn } from 'node:child_process';
import type { Environment } from '../../../environment.ts';
import { MlflowError, messageOf } from '../../../errors.ts';
import type { DownloadByPython } from './python-artifacts.ts';
import { withoutSecrets } from '../../without-secrets.ts';

/** What {@link downloadByPython} needs of the program. */
export interface PythonDownloadOptions {
  /** Path of a Python with MLflow that may run; throws MlflowError when there is none. */
  readonly findPython: (signal: AbortSignal) => Promise<string>;
  readonly environment: Environment;
}

/**
 * Downloads with the user's own MLflow: `python -m mlflow artifacts download -u URI -d FOLDER`.
 * Throws MlflowError with the last line that it wrote when it fails.
 */
export function downloadByPython(options: PythonDownloadOptions): DownloadByPython {
  return async (uri, folder, signal) => {
    const python = await options.findPython(signal);
    const args = ['-m', 'mlflow', 'artifacts', 'download', '-u', uri, '-d', folder];
    const child = spawn(python, args, {
      env: options.environment,
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    }).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw failed(uri, messageOf(cause));
    });
    signal.throwIfAborted();
    if (code !== 0) throw failed(uri, lastLine(said, uri) ?? `it ended with ${code}`);
  };
}

/** Python's own sentence for what went wrong, with nothing that the URI hides. */
function lastLine(text: string, uri: string): string | undefined {
  const line = text.trim().split(/\r?\n/).at(-1)?.trim();
  return line ? line.replaceAll(uri, withoutSecrets(uri)).slice(0, 500) : undefined;
}

function failed(uri: string, reason: string): MlflowError {
  return new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    `"mlflow artifacts download" could not fetch ${withoutSecrets(uri)}: ${reason.replace(/\.$/, '')}. ` +
      "Check the address, the credentials, and that the Python environment has what MLflow needs for it (pip install 'mlflow[extras]').",
  );
}
