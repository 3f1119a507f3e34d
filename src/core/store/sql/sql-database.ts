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
  /**
   * Asks for the columns of these tables, by `tableName` and `columnName`: one question, since each
   * costs a way to the server. A table that is not there has none.
   */
  columnsOf(tables: readonly string[]): Promise<readonly SqlRow[]>;
  close(): Promise<void>;
}

/** A `?` for each of the values, to stand in `IN (…)`. */
export function marksFor(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
