import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { version } from '../../package.json';
import { downloadByPython } from '../core/store/artifacts/sources/download-by-python.ts';
import { cacheFolderOf } from '../core/store/cache-folder.ts';
import type { Logger } from '../core/logger.ts';
import { type CliContext, StopRequest } from './cli-context.ts';
import { createProgram } from './create-program.ts';
import { describeFailure } from './report-failure.ts';
import { terminalText } from './terminal-text.ts';

const stop = new AbortController();
// A `send` or `test` starts a server for each model, and each of them listens.
setMaxListeners(0, stop.signal);

/** The second signal ends the process at once: the first could not. */
function stopOn(signal: NodeJS.Signals, exitCode: number): void {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(exitCode);
    stop.abort(new StopRequest(exitCode));
  });
}

function note(text: string): void {
  process.stderr.write(terminalText(text));
}

/** What goes to a file or a program keeps its bytes. */
function out(text: string): void {
  process.stdout.write(process.stdout.isTTY ? terminalText(text) : text);
}

async function readInput(): Promise<Uint8Array> {
  const { signal } = stop;
  signal.throwIfAborted();
  // Whoever waits for a terminal's input is not kept waiting by Ctrl+C.
  const giveUp = () => process.stdin.destroy(signal.reason as StopRequest); // see stopOn
  signal.addEventListener('abort', giveUp, { once: true });
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer); // no encoding is set
  signal.removeEventListener('abort', giveUp);
  return Buffer.concat(chunks);
}

/** Warnings and errors; MLINVOKE_LOG=info shows requests too, and debug all the rest. */
function createLogger(level: string | undefined): Logger {
  const write = (message: string) => note(`${message}\n`);
  const writeIf = (isShown: boolean) => (isShown ? write : () => {});
  const debug = writeIf(level === 'debug');
  return { debug, info: writeIf(level === 'debug' || level === 'info'), warn: write, error: write };
}

/** The terminal is always trusted: its Python may run. */
async function findPython(signal: AbortSignal): Promise<string> {
  const { findInterpreter } = await import('../core/engines/python/find-interpreter.ts');
  return (await findInterpreter({ environment: process.env, signal })).path;
}

async function main(): Promise<void> {
  const context: CliContext = {
    workingDirectory: process.cwd(),
    environment: process.env,
    workerFile: join(__dirname, 'native-worker.js'),
    storeHost: {
      environment: process.env,
      owner: process,
      sqliteWorkerFile: join(__dirname, 'sqlite-worker.js'),
      cacheFolder: cacheFolderOf(process.env),
      downloadByPython: downloadByPython({ findPython, environment: process.env }),
    },
    version,
    out,
    note,
    readInput,
    logger: createLogger(process.env['MLINVOKE_LOG']),
    signal: stop.signal,
  };
  try {
    await createProgram(context, (code) => {
      process.exitCode = code;
    }).parseAsync(process.argv);
  } catch (error) {
    const failure = describeFailure(error);
    note(failure.text);
    process.exitCode = failure.exitCode;
  }
}

process.on('uncaughtException', (error) => {
  const failure = describeFailure(error);
  note(failure.text);
  process.exit(failure.exitCode);
});
stopOn('SIGINT', 130);
stopOn('SIGTERM', 143);
stopOn('SIGHUP', 129);
// A reader that went away, as `head` does, is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});
void main();
