/**
 * Settles as `work` does, or rejects with the signal's reason if that comes first. The work itself
 * goes on: whoever shares it, or has to clean up behind it, is not disturbed.
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error); // whoever aborts gives an error
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    // Watched in any case, so that no failure of the work goes unhandled.
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
