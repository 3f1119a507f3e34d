import type { SqlRow } from './sql-database.ts';

/** A question to a thread that asks a database. */
export interface SqlQuestion {
  readonly id: number;
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** Why a database did not answer. */
export interface SqlFailure {
  readonly message: string;
  /** What the driver calls it: `28P01`, `ER_ACCESS_DENIED_ERROR`, `ECONNREFUSED`. */
  readonly code?: string;
}

/** The thread's answer to the question of that number. */
export type SqlAnswer =
  | { readonly id: number; readonly rows: readonly SqlRow[] }
  | { readonly id: number; readonly failure: SqlFailure };
