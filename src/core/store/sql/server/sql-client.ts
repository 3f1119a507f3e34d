import type { SqlRow } from '../sql-database.ts';

/** A connection to a database server, in the thread that talks to it. */
export interface SqlClient {
  /**
   * Asks in a transaction that cannot write; `?` of the text stand for the values. After a failure
   * the state of the connection is not known: it has to be closed.
   */
  query(text: string, values: readonly (string | number)[]): Promise<readonly SqlRow[]>;
  /** Ends the connection, whatever it waits for. */
  close(): Promise<void>;
}

/** Milliseconds that a query may take on the server. */
export const queryTimeout = 30_000;
