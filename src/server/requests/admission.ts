import { Turns } from '../../core/async/turns.ts';
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
  readonly #turns: Turns;
  readonly #waitingLimit: number;

  constructor({ runningLimit, waitingLimit }: AdmissionLimits) {
    this.#turns = new Turns(runningLimit);
    this.#waitingLimit = waitingLimit;
  }

  /** Requests that the model is working on. */
  get running(): number {
    return this.#turns.heldCount;
  }

  /** Requests that wait for the model. */
  get waiting(): number {
    return this.#turns.waitingCount;
  }

  /** Whether a request that came now would not have to wait. */
  get hasRoom(): boolean {
    return this.#turns.areFree;
  }

  /** Throws QueueFullError when a request that came now would be turned away. */
  check(): void {
    if (this.hasRoom || this.waiting < this.#waitingLimit) return;
    throw new QueueFullError(
      'TEMPORARILY_UNAVAILABLE',
      `The model is busy and ${this.waiting} requests are waiting for it, which is the limit. ` +
        'Try again in a moment, or raise the limit of the queue.',
    );
  }

  /**
   * Does `work` when its turn comes. Throws QueueFullError at once when too many are waiting, and
   * the signal's reason when it aborts before.
   */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    this.check();
    const leave = await this.#turns.take(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  }
}
