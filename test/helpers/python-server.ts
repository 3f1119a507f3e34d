import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { testPython } from './python-models.ts';

/** How a server of the Python of the tests is started. */
export interface PythonServer {
  /** Arguments of the interpreter for a port. */
  readonly args: (port: number) => readonly string[];
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What answers with any status once the server is up. */
  readonly probe: string;
}

/** A server that runs; whoever starts it stops it, with all that it started. */
export interface RunningPythonServer {
  readonly url: string;
  stop(): void;
}

/** Starts a server on a free port of loopback. */
export async function startPythonServer(server: PythonServer): Promise<RunningPythonServer> {
  const port = await freePort();
  const child = spawn(testPython ?? 'python3', server.args(port), {
    cwd: server.cwd,
    env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', ...server.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that its workers end with it.
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  }
  const url = `http://127.0.0.1:${port}`;
  const end = Date.now() + 90_000;
  while (Date.now() < end && child.exitCode === null) {
    const answer = await fetch(`${url}${server.probe}`).catch(() => undefined);
    if (answer) return { url, stop: () => stopGroup(child) };
    await new Promise((next) => setTimeout(next, 200));
  }
  stopGroup(child);
  throw new Error(`the server did not start: ${said}`);
}

function stopGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  await new Promise((done) => server.close(done));
  return port;
}
