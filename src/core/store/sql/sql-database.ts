/** A value in a row, as the drivers give it. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array;

/** One row of an answer, by column. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A database that can be asked; nothing here ever writes. */
export interface SqlDatabase {
  /** What to call it in a sentence, without any password: `the SQLite file /home/me/mlflow.db`. */
  readonly description: string;
  /** Quotes a name: `key` is a reserved word for some. */
  quote(name: string): string;
  /** Asks; each `?` of the text stands for the next of the values. */
  query(
    text: string,
    values?: readonly (string | number)[],
    signal?: AbortSignal,
  ): Promise<readonly SqlRow[]>;
  /** The columns of a table; none when there is no such table. */
  columnsOf(table: string): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}
