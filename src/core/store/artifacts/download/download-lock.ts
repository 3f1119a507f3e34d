import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
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
  const info = await stat(path).catch(() => undefined);
  return info !== undefined && Date.now() - info.mtimeMs < silence;
}

async function acquire(path: string, signal: AbortSignal): Promise<Holding> {
  const id = randomUUID();
  for (let isTakenOver = false; ;) {
    signal.throwIfAborted();
    try {
      await writeFile(path, id, { flag: 'wx' });
      return { id, isTakenOver };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // the system's errors carry a code
    }
    const info = await stat(path).catch(() => undefined);
    if (info && Date.now() - info.mtimeMs >= silence) {
      isTakenOver = await moveAway(path, `${path}.${id}`, info.mtimeMs);
    } else {
      await wait(pause, undefined, { signal });
    }
  }
}

/**
 * Moves a lock away whose holder is silent since `time`; true for the one of several that wait who
 * did it. One that was made anew in between is put back.
 */
async function moveAway(path: string, dead: string, time: number): Promise<boolean> {
  try {
    await rename(path, dead);
  } catch {
    return false;
  }
  const isOld = (await stat(dead)).mtimeMs === time;
  if (!isOld) await link(dead, path).catch(() => {});
  await rm(dead, { force: true });
  return isOld;
}
