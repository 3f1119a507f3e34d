/** Hands out one turn at a time, first come first served. */
export class Turns {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  /**
   * Resolves when it is the caller's turn, with the function that ends it (safe to call twice).
   * Rejects with the signal's reason when that aborts first; no turn is then held.
   */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#isTaken) await this.#wait(signal);
    this.#isTaken = true;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#pass();
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener('abort', cancel);
        resolve();
      };
      const cancel = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(start), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', cancel, { once: true });
      this.#waiting.push(start);
    });
  }

  /** The turn passes on without becoming free in between, so nobody can slip in. */
  #pass(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#isTaken = false;
  }
}
