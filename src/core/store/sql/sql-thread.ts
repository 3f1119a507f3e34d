import { Worker } from 'node:worker_threads';
import type { MlflowError } from '../../errors.ts';
import type { SqlRow } from './sql-database.ts';
import type { SqlAnswer, SqlFailure, SqlQuestion } from './sql-messages.ts';

/** What a {@link SqlThread} is made from. */
export interface SqlThreadOptions {
  /** Path of the bundle that the thread runs. */
  readonly file: string;
  readonly workerData: unknown;
  /** The sentence for a question that was not answered. */
  readonly toError: (failure: SqlFailure) => MlflowError;
}

interface Waiting {
  readonly resolve: (rows: readonly SqlRow[]) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread that asks a database, started by the first question. */
export class SqlThread {
  readonly #options: SqlThreadOptions;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(options: SqlThreadOptions) {
    this.#options = options;
  }

  /** Rejects with what `toError` makes of a failure, or with the reason of {@link end}. */
  ask(text: string, values: readonly (string | number)[]): Promise<readonly SqlRow[]> {
    this.#worker ??= this.#start();
    this.#lastId += 1;
    const question: SqlQuestion = { id: this.#lastId, text, values };
    return new Promise((resolve, reject) => {
      this.#waiting.set(question.id, { resolve, reject });
      this.#worker?.ref();
      this.#worker?.postMessage(question);
    });
  }

  /** Ends the thread; questions that wait are rejected. The next question starts another. */
  async end(reason: unknown): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#rejectAll(reason);
    await worker?.terminate();
  }

  #start(): Worker {
    const { file, workerData, toError } = this.#options;
    const worker = new Worker(file, { workerData });
    worker.on('message', (answer: SqlAnswer) => this.#receive(answer));
    worker.on('error', (error) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#rejectAll(toError({ message: error.message }));
    });
    return worker;
  }

  #receive(answer: SqlAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    // An idle store keeps no program alive.
    if (this.#waiting.size === 0) this.#worker?.unref();
    if ('rows' in answer) waiting?.resolve(answer.rows);
    else waiting?.reject(this.#options.toError(answer.failure));
  }

  #rejectAll(reason: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}
