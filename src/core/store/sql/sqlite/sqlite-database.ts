import { Worker } from 'node:worker_threads';
import { MlflowError } from '../../../errors.ts';
import type { SqlDatabase, SqlRow } from '../sql-database.ts';
import type { SqliteAnswer, SqliteQuestion, SqliteWorkerData } from './sqlite-messages.ts';
import { type SqliteSnapshot, takeSnapshot } from './sqlite-snapshot.ts';

/** How {@link openSqlite} works. */
export interface SqliteOptions {
  /** Path of dist/sqlite-worker.js. */
  readonly workerFile: string;
}

/**
 * Opens an SQLite file for reading, through a copy and in a thread of its own. Throws what
 * {@link takeSnapshot} throws.
 */
export async function openSqlite(path: string, options: SqliteOptions): Promise<SqlDatabase> {
  const connection = new SqliteConnection(path, await takeSnapshot(path), options.workerFile);
  return {
    description: `the SQLite file ${path}`,
    quote: (name) => `"${name}"`,
    query: (text, values = []) => connection.query(text, values),
    columnsOf: async (table) => {
      const rows = await connection.query(`PRAGMA table_info("${table}")`, []);
      return new Set(rows.map((row) => String(row['name'])));
    },
    close: () => connection.close(),
  };
}

interface Waiting {
  readonly resolve: (rows: readonly SqlRow[]) => void;
  readonly reject: (error: Error) => void;
}

/** A thread that has the copy open, made anew when the original has changed. */
class SqliteConnection {
  readonly #original: string;
  readonly #workerFile: string;
  readonly #waiting = new Map<number, Waiting>();
  #snapshot: SqliteSnapshot;
  #worker: Worker | undefined;
  #lastId = 0;
  #isClosed = false;
  /** Questions are asked one after the other, so that a new copy falls between two of them. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(original: string, snapshot: SqliteSnapshot, workerFile: string) {
    this.#original = original;
    this.#snapshot = snapshot;
    this.#workerFile = workerFile;
  }

  query(text: string, values: readonly (string | number)[]): Promise<readonly SqlRow[]> {
    const answer = this.#turn.then(() => this.#ask(text, values));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#endWorker();
    await this.#snapshot.remove();
  }

  async #ask(text: string, values: readonly (string | number)[]): Promise<readonly SqlRow[]> {
    if (!this.#isClosed) await this.#refresh();
    if (this.#isClosed) throw closed(this.#original);
    this.#worker ??= this.#startWorker();
    this.#lastId += 1;
    const question: SqliteQuestion = { id: this.#lastId, text, values };
    return new Promise((resolve, reject) => {
      this.#waiting.set(question.id, { resolve, reject });
      this.#worker?.ref();
      this.#worker?.postMessage(question);
    });
  }

  async #refresh(): Promise<void> {
    if (await this.#snapshot.isCurrent()) return;
    const next = await takeSnapshot(this.#original);
    await this.#endWorker();
    await this.#snapshot.remove();
    this.#snapshot = next;
  }

  #startWorker(): Worker {
    const workerData: SqliteWorkerData = { kind: 'mlinvoke-sqlite', path: this.#snapshot.path };
    const worker = new Worker(this.#workerFile, { workerData });
    worker.on('message', (answer: SqliteAnswer) => this.#receive(answer));
    worker.on('error', (error) => this.#fail(unreadable(this.#original, error.message)));
    return worker;
  }

  #receive(answer: SqliteAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    // An idle store keeps no program alive.
    if (this.#waiting.size === 0) this.#worker?.unref();
    if ('rows' in answer) waiting?.resolve(answer.rows);
    else waiting?.reject(unreadable(this.#original, answer.error));
  }

  #fail(error: MlflowError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#worker = undefined;
  }

  async #endWorker(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    this.#fail(closed(this.#original));
  }
}

function closed(path: string): MlflowError {
  return new MlflowError('TEMPORARILY_UNAVAILABLE', `The SQLite file ${path} was closed.`);
}

function unreadable(path: string, reason: string): MlflowError {
  return new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The SQLite file ${path} cannot be read: ${reason}. ` +
      'Check that it is the database of an MLflow server and not damaged (sqlite3 FILE "PRAGMA integrity_check").',
  );
}
