/** Hands out turns, first come first served; only so many are held at once. */
export class Turns {
  readonly #limit: number;
  readonly #waiting = new Set<() => void>();
  #heldCount = 0;

  constructor(limit = 1) {
    this.#limit = limit;
  }

  /** How many turns are held now. */
  get heldCount(): number {
    return this.#heldCount;
  }

  /** How many wait for one. */
  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Whether the next to ask need not wait. */
  get areFree(): boolean {
    return this.#heldCount < this.#limit;
  }

  /**
   * Resolves when it is the caller's turn, with the function that ends it (safe to call twice).
   * Rejects with the signal's reason when that aborts first; no turn is then held.
   */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.areFree) this.#heldCount += 1;
    else await this.#wait(signal);
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
        this.#waiting.delete(start);
        signal.removeEventListener('abort', cancel);
        resolve();
      };
      const cancel = (): void => {
        this.#waiting.delete(start);
        reject(signal.reason as Error); // whoever aborts gives an error
      };
      signal.addEventListener('abort', cancel, { once: true });
      this.#waiting.add(start);
    });
  }

  /** The turn passes on without becoming free in between, so nobody can slip in. */
  #pass(): void {
    const [next] = this.#waiting;
    if (next) next();
    else this.#heldCount -= 1;
  }
}
