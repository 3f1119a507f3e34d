import { untilAborted } from '../../core/async/until-aborted.ts';

/** How {@link KnownAnswers} behaves. */
interface KnownAnswersOptions {
  /** How long an answer is taken for true. */
  readonly keepMilliseconds: number;
  /** How long a question may take before it is given up. */
  readonly patienceMilliseconds: number;
}

interface Entry {
  readonly answer: Promise<unknown>;
  readonly askedAt: number;
}

/**
 * Answers of slow places, kept for some seconds. Who no longer waits goes without ending the
 * question: whoever types the next letter asks the same. Errors are answers, too, so that a store
 * that is away is not asked with every letter.
 */
export class KnownAnswers {
  readonly #options: KnownAnswersOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #ending = new AbortController();

  constructor(options: KnownAnswersOptions) {
    this.#options = options;
  }

  /** The answer to a question, or undefined once `signal` says that nobody waits. */
  async get<T>(
    question: string,
    ask: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    if (signal.aborted) return undefined;
    this.#forgetOld();
    const entry = this.#entries.get(question) ?? this.#ask(question, ask);
    const answer = entry.answer as Promise<T>; // a question always has the same type of answer
    try {
      return await untilAborted(answer, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  /** Ends every question. */
  dispose(): void {
    this.#ending.abort();
    this.#entries.clear();
  }

  #ask(question: string, ask: (signal: AbortSignal) => Promise<unknown>): Entry {
    const patience = AbortSignal.timeout(this.#options.patienceMilliseconds);
    const signal = AbortSignal.any([patience, this.#ending.signal]);
    const answer = untilAborted(ask(signal), signal);
    // It may be that nobody waits any more when it fails.
    answer.catch(() => {});
    const entry = { answer, askedAt: performance.now() };
    this.#entries.set(question, entry);
    return entry;
  }

  #forgetOld(): void {
    const oldest = performance.now() - this.#options.keepMilliseconds;
    for (const [question, { askedAt }] of this.#entries) {
      if (askedAt < oldest) this.#entries.delete(question);
    }
  }
}
