import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort, mlflowQuiet } from './server-store.ts';

/** A real `mlflow server` of its own. */
export interface MlflowServer {
  /** With its path prefix. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `mlflow server` of that Python in a folder, with a database there. */
export async function startMlflowServer(
  python: string,
  options: {
    readonly folder: string;
    readonly prefix?: string;
    readonly parameters?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<MlflowServer> {
  const { folder, prefix = '', parameters = [], environment } = options;
  const port = await freePort();
  const database = `sqlite:///${join(folder, 'mlflow.db')}`;
  const child = spawn(
    python,
    [
      '-m',
      'mlflow',
      'server',
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--workers',
      '1',
      '--backend-store-uri',
      database,
      ...(prefix ? ['--static-prefix', prefix] : []),
      ...parameters,
    ],
    {
      cwd: folder,
      // The server has workers of its own: they end with their group.
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, ...mlflowQuiet, ...environment },
    },
  );
  const url = `http://127.0.0.1:${port}${prefix}`;
  await untilReady(child, `${url}/health`).catch(async (error: unknown) => {
    await stop(child);
    throw error;
  });
  return { url, stop: () => stop(child) };
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  for (const end = Date.now() + 90_000; Date.now() < end; await wait(200)) {
    if (child.exitCode !== null) throw new Error('mlflow server ended at once');
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error('mlflow server did not become ready');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  process.kill(-child.pid, 'SIGKILL');
  await once(child, 'exit');
}
