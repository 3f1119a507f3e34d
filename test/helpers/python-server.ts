import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { mlflowQuiet } from './server-store.ts';

/** How a server written in Python is started. */
export interface PythonServer {
  readonly python: string;
  /** Arguments of the interpreter for a port. */
  readonly args: (port: number) => readonly string[];
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** The path that is answered well once the server is up. */
  readonly probe: string;
}

/** A server that runs; whoever starts it stops it, with all that it started. */
export interface RunningPythonServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a server on a free port of loopback and waits until it answers. */
export async function startPythonServer(server: PythonServer): Promise<RunningPythonServer> {
  const { python, args, cwd, environment, probe } = server;
  const port = await freePort();
  const child = spawn(python, args(port), {
    cwd,
    env: { ...process.env, ...mlflowQuiet, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that its workers end with it.
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  }
  const url = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + 90_000; Date.now() < end && isRunning(child); await wait(200)) {
    const answer = await fetch(`${url}${probe}`).catch(() => undefined);
    if (answer?.ok) return { url, stop: () => stopGroup(child) };
  }
  await stopGroup(child);
  throw new Error(`the server did not start: ${said}`);
}

/** `mlflow server` in a folder, with a database there; its address has the path prefix. */
export async function startMlflowServer(
  python: string,
  options: {
    readonly folder: string;
    readonly prefix?: string;
    readonly parameters?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<RunningPythonServer> {
  const { folder, prefix = '', parameters = [], environment } = options;
  const place = (port: number) => ['--host', '127.0.0.1', '--port', String(port)];
  const store = ['--workers', '1', '--backend-store-uri', `sqlite:///${folder}/mlflow.db`];
  const more = [...(prefix ? ['--static-prefix', prefix] : []), ...parameters];
  const server = await startPythonServer({
    python,
    args: (port) => ['-m', 'mlflow', 'server', ...place(port), ...store, ...more],
    cwd: folder,
    environment,
    probe: `${prefix}/health`,
  });
  return { url: `${server.url}${prefix}`, stop: () => server.stop() };
}

function isRunning(child: ChildProcess): boolean {
  return (child.exitCode ?? child.signalCode) === null;
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const exit = isRunning(child) ? once(child, 'exit') : undefined;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
  await exit;
}
