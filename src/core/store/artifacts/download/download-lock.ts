import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** How often the holder shows that it lives, and after which silence it counts as dead. */
const heartbeat = 2_000;
const silence = 15_000;
const pause = 100;

/** A lock that is held. */
export interface Holding {
  readonly id: string;
  /** True when the one before died and left things as they were. */
  readonly isTakenOver: boolean;
}

/**
 * Does work while no other process of this machine holds the same lock, a file. One whose holder
 * died is taken over after 15 seconds. Throws the signal's reason when it is aborted while waiting.
 */
export async function withDownloadLock<T>(
  path: string,
  signal: AbortSignal,
  work: (holding: Holding) => Promise<T>,
): Promise<T> {
  const holding = await acquire(path, signal);
  const timer = setInterval(() => {
    utimes(path, new Date(), new Date()).catch(() => {});
  }, heartbeat);
  timer.unref();
  try {
    return await work(holding);
  } finally {
    clearInterval(timer);
    // Another may have taken it over while this process slept.
    if ((await readFile(path, 'utf8').catch(() => '')) === holding.id) {
      await rm(path, { force: true });
    }
  }
}

/** Whether somebody who lives holds the lock. */
export async function isLocked(path: string): Promise<boolean> {
  const milliseconds = await silenceOf(path);
  return milliseconds !== undefined && milliseconds < silence;
}

/** Milliseconds since a lock's holder showed that it lives; undefined where there is no lock. */
async function silenceOf(path: string): Promise<number | undefined> {
  const info = await stat(path).catch(() => undefined);
  return info && Date.now() - info.mtimeMs;
}

async function acquire(path: string, signal: AbortSignal): Promise<Holding> {
  const id = randomUUID();
  for (;;) {
    signal.throwIfAborted();
    if (await create(path, id)) return { id, isTakenOver: false };
    if ((await isDead(path)) && (await takeOver(path, id))) return { id, isTakenOver: true };
    await wait(pause, undefined, { signal });
  }
}

/** Whether there is a lock of a holder that shows no life. */
async function isDead(path: string): Promise<boolean> {
  const milliseconds = await silenceOf(path);
  return milliseconds !== undefined && milliseconds >= silence;
}

/** Writes a file that is not there yet; false where it is. */
async function create(path: string, id: string): Promise<boolean> {
  try {
    await writeFile(path, id, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false; // the system's errors carry a code
    throw error;
  }
}

/**
 * Puts an own lock in the place of a dead one; true for the one of several that wait who did it.
 * They go through a gate one by one and look again behind it, and the lock is replaced in one step:
 * there is no moment without one, in which a third could make its own.
 */
async function takeOver(path: string, id: string): Promise<boolean> {
  const gate = `${path}.gate`;
  if (!(await create(gate, id))) {
    if (await isDead(gate)) await rm(gate, { force: true });
    return false;
  }
  try {
    if (!(await isDead(path))) return false;
    await writeFile(`${path}.${id}`, id);
    await rename(`${path}.${id}`, path);
    return true;
  } finally {
    await rm(gate, { force: true });
  }
}
