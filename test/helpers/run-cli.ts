import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The root of the project. */
export const root = resolve(import.meta.dirname, '../..');

/** The sample model that real MLflow saved, with a signature of four columns and text labels. */
export const irisModel = join(root, 'samples/models/iris');

/** The built command, as users get it: `npm test` builds before it runs the tests. */
const cliFile = join(root, 'dist/cli.js');

/** How a command ended. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of {@link runCli} and {@link startCli}. */
export interface CliOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a command of the built bundle to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}) {
  const child = startCli(args, options);
  child.stdin.end(options.input ?? '');
  return ended(child);
}

/** Starts a command of the built bundle; whoever starts it ends it. */
export function startCli(
  args: readonly string[],
  options: CliOptions = {},
): ChildProcessWithoutNullStreams {
  if (!existsSync(cliFile)) throw new Error('dist/cli.js is not there: run "npm run build" first.');
  return spawn(process.execPath, [cliFile, ...args], {
    cwd: options.cwd ?? root,
    env: { ...cleanEnvironment(), ...options.environment },
  });
}

/** Waits for the end of a process and gives everything it wrote. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<CliResult> {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  return { code, stdout, stderr };
}

/** The first whole line of stdout; fails when the process ends without one. */
export function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    let problem = '';
    child.stderr.on('data', (chunk: Buffer) => (problem += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end >= 0) done(text.slice(0, end));
    });
    child.on('close', (code) => fail(new Error(`ended with ${code}: ${problem}`)));
  });
}

/** Runs `work` in a new folder and removes it afterwards. */
export async function inNewFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'mlinvoke-cli-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The process's environment without what MLflow, Python and mlinvoke would read. */
function cleanEnvironment(): Record<string, string | undefined> {
  const entries = Object.entries(process.env);
  return Object.fromEntries(
    entries.filter(([name]) => !/^(?:MLFLOW_|MLINVOKE_|VIRTUAL_ENV|CONDA_)/.test(name)),
  );
}
