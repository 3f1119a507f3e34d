import type { SqlRow } from '../sql-database.ts';

/** What the thread is started with. */
export interface SqliteWorkerData {
  readonly kind: 'mlinvoke-sqlite';
  readonly path: string;
}

/** A question to the thread. */
export interface SqliteQuestion {
  readonly id: number;
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** Its answer to the question of that number. */
export type SqliteAnswer =
  | { readonly id: number; readonly rows: readonly SqlRow[] }
  | { readonly id: number; readonly error: string };
