import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** The process that stores run in, as Node's own `process` has it. */
export interface HostProcess {
  readonly pid: number;
  /** With the signal 0 it only asks: throws ESRCH when no such process lives. */
  kill(pid: number, signal: 0): unknown;
}

/** A folder that nobody else uses. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Makes a folder among the system's temporary files. Those that killed processes left behind for
 * the same purpose are removed; never one of a process that lives, nor one of another machine or
 * container, whose processes cannot be seen from here.
 */
export async function makeTemporaryFolder(
  purpose: 'sqlite' | 'artifacts',
  owner: HostProcess,
): Promise<TemporaryFolder> {
  const prefix = `mlinvoke-${purpose}-${await processSpace()}-`;
  await removeAbandoned(prefix, owner);
  const path = await mkdtemp(join(tmpdir(), `${prefix}${owner.pid}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

async function removeAbandoned(prefix: string, owner: HostProcess): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  const abandoned = names.filter((name) => {
    const pid = name.startsWith(prefix) && /^\d+(?=-)/.exec(name.slice(prefix.length))?.[0];
    return pid && !isAlive(Number(pid), owner);
  });
  const paths = abandoned.map((name) => join(tmpdir(), name));
  // What cannot be removed is somebody else's to remove.
  await Promise.all(
    paths.map((path) => rm(path, { recursive: true, force: true }).catch(() => {})),
  );
}

function isAlive(pid: number, owner: HostProcess): boolean {
  try {
    owner.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // the system's errors carry a code
  }
}

/** A name for where process numbers mean the same: the machine, on Linux also the container. */
async function processSpace(): Promise<string> {
  const space = await readlink('/proc/self/ns/pid').catch(() => '');
  return createHash('sha256').update(`${hostname()} ${space}`).digest('hex').slice(0, 8);
}
