interface Turn<T> {
  readonly ending: AbortController;
  /** Undefined when it was forgotten before there was an answer. */
  readonly answer: Promise<T | undefined>;
}

/** What {@link OneByOne} asks, and tells. */
interface OneByOneOptions<Q, T> {
  readonly keyOf: (question: Q) => string;
  /** Never throws; what it answers after `signal` is of no use. */
  readonly find: (question: Q, signal: AbortSignal) => Promise<T>;
  readonly onFound: (key: string) => void;
}

/**
 * Answers costly questions one after the other, and keeps the answers until they are forgotten. Who
 * waits meanwhile gets the answer to the question asked anew.
 */
export class OneByOne<Q, T> {
  readonly #options: OneByOneOptions<Q, T>;
  readonly #known = new Map<string, T>();
  readonly #turns = new Map<string, Turn<T>>();
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: OneByOneOptions<Q, T>) {
    this.#options = options;
  }

  /** How many questions are answered or wait. */
  get size(): number {
    return this.#known.size + this.#turns.size;
  }

  known(question: Q): T | undefined {
    return this.#known.get(this.#options.keyOf(question));
  }

  /** Waits for the answer; undefined once this is closed. */
  async ask(question: Q): Promise<T | undefined> {
    while (!this.#isClosed) {
      const key = this.#options.keyOf(question);
      const known = this.#known.get(key);
      if (known !== undefined) return known;
      const turn = this.#turns.get(key) ?? this.#queue(key, question);
      const answer = await turn.answer;
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  /** Forgets the answers to these keys, and those that are being found. */
  forget(isForgotten: (key: string) => boolean): void {
    for (const key of this.#known.keys()) if (isForgotten(key)) this.#known.delete(key);
    for (const [key, { ending }] of this.#turns) {
      if (!isForgotten(key)) continue;
      this.#turns.delete(key);
      ending.abort();
    }
  }

  /** Ends every question. */
  close(): void {
    this.#isClosed = true;
    this.forget(() => true);
  }

  #queue(key: string, question: Q): Turn<T> {
    const ending = new AbortController();
    const answer = this.#last.then(() => this.#find(key, question, ending.signal));
    this.#last = answer;
    const turn = { ending, answer };
    this.#turns.set(key, turn);
    return turn;
  }

  async #find(key: string, question: Q, signal: AbortSignal): Promise<T | undefined> {
    if (signal.aborted) return undefined;
    const answer = await this.#options.find(question, signal);
    if (signal.aborted) return undefined;
    this.#turns.delete(key);
    this.#known.set(key, answer);
    this.#options.onFound(key);
    return answer;
  }
}
