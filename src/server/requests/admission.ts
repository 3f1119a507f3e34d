import { MlflowError } from '../../core/errors.ts';

/** How many requests the model works on at once, and how many may wait for it. */
export interface AdmissionLimits {
  readonly runningLimit: number;
  readonly waitingLimit: number;
}

/** No more requests may wait; the caller should come again a little later. */
export class QueueFullError extends MlflowError {
  override readonly name = 'QueueFullError';
  /** For the header Retry-After. */
  readonly retryAfterSeconds = 1;
}

/** The door to the model: lets requests in as others leave, in the order in which they came. */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** Requests that the model is working on. */
  get running(): number {
    return this.#running;
  }

  /** Requests that wait for the model. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Whether a request that came now would not have to wait. */
  get hasRoom(): boolean {
    return this.#running < this.#limits.runningLimit;
  }

  /** Throws QueueFullError when a request that came now would be turned away. */
  check(): void {
    if (this.hasRoom || this.#waiting.size < this.#limits.waitingLimit) return;
    throw new QueueFullError(
      'TEMPORARILY_UNAVAILABLE',
      `The model is busy and ${this.#waiting.size} requests are waiting for it, which is the limit. ` +
        'Try again in a moment, or raise the limit of the queue.',
    );
  }

  /**
   * Does `work` when its turn comes. Throws QueueFullError at once when too many are waiting, and
   * the signal's reason when it aborts before.
   */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    this.check();
    if (this.hasRoom) this.#running += 1;
    else await this.#wait(signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  /** Whoever leaves hands over to the first who waits, so the number of the running stays. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next) next();
    else this.#running -= 1;
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        this.#waiting.delete(enter);
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.delete(enter);
        reject(signal.reason as Error); // see request-signal.ts: both reasons are errors
      };
      if (signal.aborted) return giveUp();
      this.#waiting.add(enter);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}
