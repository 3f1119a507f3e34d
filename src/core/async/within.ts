import { setTimeout as delay } from 'node:timers/promises';

/** Waits for the promise to settle, but no longer than `milliseconds`. Never rejects. */
export async function within(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const late = delay(milliseconds, undefined, timer);
  await Promise.race([Promise.allSettled([promise]), late.catch(() => {})]);
  timer.abort();
}
