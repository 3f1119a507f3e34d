import { MlflowError } from '../../../errors.ts';
import { type SqlDatabase, marksFor } from '../sql-database.ts';
import { SqlThread } from '../sql-thread.ts';
import { describeSqlServer, parseSqlServerUri } from './sql-server-address.ts';
import { sqlServerError } from './sql-server-error.ts';
import type { SqlServerWorkerData } from './sql-server-worker.ts';

/** How {@link openSqlServer} works. */
export interface SqlServerOptions {
  /** Path of dist/sql-server-worker.js. */
  readonly workerFile: string;
}

/**
 * A database server that the tracking URI names, asked in a thread of its own and only in
 * transactions that cannot write. Nothing is connected before the first question. Throws
 * MlflowError for a malformed URI.
 */
export function openSqlServer(uri: string, { workerFile }: SqlServerOptions): SqlDatabase {
  const address = parseSqlServerUri(uri);
  const description = describeSqlServer(address);
  const workerData: SqlServerWorkerData = { kind: 'mlinvoke-sql-server', address };
  const thread = new SqlThread({
    file: workerFile,
    workerData,
    toError: (failure) => sqlServerError(failure, { address, description }),
  });
  const quote = address.kind === 'postgresql' ? '"' : '`';
  const quoted = (name: string): string => `${quote}${name}${quote}`;
  const schema = address.kind === 'postgresql' ? 'ANY (current_schemas(false))' : 'DATABASE()';
  let isClosed = false;
  const query: SqlDatabase['query'] = async (text, values = [], signal) => {
    signal?.throwIfAborted();
    if (isClosed) throw closed(description);
    // The thread has one connection: a question that nobody waits for any more would block it.
    const stop = (): void => void thread.end(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await thread.ask(text, values);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  };
  return {
    description,
    quote: quoted,
    query,
    columnsOf: (tables) =>
      query(
        `SELECT table_name AS ${quoted('tableName')}, column_name AS ${quoted('columnName')} ` +
          'FROM information_schema.columns ' +
          `WHERE table_schema = ${schema} AND table_name IN (${marksFor(tables)})`,
        tables,
      ),
    close: () => {
      isClosed = true;
      return thread.end(closed(description));
    },
  };
}

function closed(description: string): MlflowError {
  return new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    `The connection to ${description} was closed before it answered.`,
  );
}
