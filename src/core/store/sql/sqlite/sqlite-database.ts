import { MlflowError } from '../../../errors.ts';
import { type SqlDatabase, type SqlRow, marksFor } from '../sql-database.ts';
import { SqlThread } from '../sql-thread.ts';
import type { HostProcess } from '../../temporary-folder.ts';
import type { SqliteWorkerData } from './sqlite-messages.ts';
import { type SqliteSnapshot, takeSnapshot } from './sqlite-snapshot.ts';

/** How {@link openSqlite} works. */
export interface SqliteOptions {
  /** Path of dist/sqlite-worker.js. */
  readonly workerFile: string;
  /** Owns the copy. */
  readonly owner: HostProcess;
}

/**
 * Opens an SQLite file for reading, through a copy and in a thread of its own. Throws what
 * {@link takeSnapshot} throws.
 */
export async function openSqlite(path: string, options: SqliteOptions): Promise<SqlDatabase> {
  const snapshot = await takeSnapshot(path, options.owner);
  const connection = new SqliteConnection(path, snapshot, options);
  return {
    description: `the SQLite file ${path}`,
    quote: (name) => `"${name}"`,
    query: (text, values = [], signal) => connection.query(text, values, signal),
    columnsOf: (tables) =>
      connection.query(
        'SELECT t.name AS "tableName", c.name AS "columnName" ' +
          'FROM sqlite_master t JOIN pragma_table_info(t.name) c ' +
          `WHERE t.name IN (${marksFor(tables)})`,
        tables,
      ),
    close: () => connection.close(),
  };
}

/** A thread that has the copy open, made anew when the original has changed. */
class SqliteConnection {
  readonly #original: string;
  readonly #options: SqliteOptions;
  #snapshot: SqliteSnapshot;
  #thread: SqlThread;
  #isClosed = false;
  /** Questions are asked one after the other, so that a new copy falls between two of them. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(original: string, snapshot: SqliteSnapshot, options: SqliteOptions) {
    this.#original = original;
    this.#options = options;
    this.#snapshot = snapshot;
    this.#thread = this.#threadOf(snapshot);
  }

  query(
    text: string,
    values: readonly (string | number)[] = [],
    signal?: AbortSignal,
  ): Promise<readonly SqlRow[]> {
    const answer = this.#turn.then(() => {
      signal?.throwIfAborted();
      return this.#ask(text, values);
    });
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#thread.end(closed(this.#original));
    await this.#snapshot.remove();
  }

  async #ask(text: string, values: readonly (string | number)[]): Promise<readonly SqlRow[]> {
    if (!this.#isClosed) await this.#refresh();
    if (this.#isClosed) throw closed(this.#original);
    return this.#thread.ask(text, values);
  }

  async #refresh(): Promise<void> {
    if (await this.#snapshot.isCurrent()) return;
    const next = await takeSnapshot(this.#original, this.#options.owner);
    // Closed meanwhile: nobody else would remove it.
    if (this.#isClosed) return next.remove();
    const [thread, snapshot] = [this.#thread, this.#snapshot];
    this.#snapshot = next;
    this.#thread = this.#threadOf(next);
    await thread.end(closed(this.#original));
    await snapshot.remove();
  }

  #threadOf({ path }: SqliteSnapshot): SqlThread {
    const workerData: SqliteWorkerData = { kind: 'mlinvoke-sqlite', path };
    const original = this.#original;
    return new SqlThread({
      file: this.#options.workerFile,
      workerData,
      toError: ({ message }) => unreadable(original, message),
    });
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
