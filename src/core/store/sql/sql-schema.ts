import { MlflowError } from '../../errors.ts';
import { type Page, type PageRequest, defaultPageSize } from '../page.ts';
import type { SqlDatabase, SqlRow, SqlValue } from './sql-database.ts';

const tables = [
  'experiments',
  'runs',
  'latest_metrics',
  'params',
  'tags',
  'registered_models',
  'registered_model_tags',
  'registered_model_aliases',
  'model_versions',
  'model_version_tags',
  'logged_models',
] as const;

/** A table of MLflow's that is read. */
export type SqlTable = (typeof tables)[number];

/** A database and the columns that its tables have. */
export interface SqlSchema {
  readonly database: SqlDatabase;
  has(table: SqlTable, column?: string): boolean;
}

/** Looks what the database has; throws MlflowError when it has no runs and no experiments. */
export async function readSchema(database: SqlDatabase): Promise<SqlSchema> {
  const columns = new Map<string, Set<string>>();
  for (const row of await database.columnsOf(tables)) {
    const table = String(row['tableName']);
    const names = columns.get(table) ?? new Set();
    columns.set(table, names.add(String(row['columnName'])));
  }
  const schema: SqlSchema = {
    database,
    has: (table, column) => {
      const found = columns.get(table);
      return found !== undefined && (column === undefined || found.has(column));
    },
  };
  if (schema.has('runs') && schema.has('experiments')) return schema;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `${database.description} is no tracking store: it has no tables "experiments" and "runs". ` +
      'Give the database that the MLflow server is started with (--backend-store-uri).',
  );
}

/**
 * The condition that keeps to the default workspace, where a schema has workspaces (since 3.10);
 * else nothing. Begins with `AND`.
 */
export function inWorkspace(schema: SqlSchema, table: SqlTable): string {
  return schema.has(table, 'workspace') ? `AND workspace = 'default'` : '';
}

/** The text of a value; undefined for NULL and for an empty text. */
export function textOf(value: SqlValue | undefined): string | undefined {
  return value === null || value === undefined || value === '' ? undefined : String(value);
}

/** The number of a value, which some drivers give as text; undefined for NULL. */
export function numberOf(value: SqlValue | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

/** Asks for one page: one row more than it has, which says whether another page follows. */
export async function queryPage<T>(
  schema: SqlSchema,
  query: {
    readonly text: string;
    readonly values: readonly (string | number)[];
    readonly request: PageRequest;
    readonly signal: AbortSignal | undefined;
  },
  toItem: (row: SqlRow) => T,
): Promise<Page<T>> {
  const { text, values, request, signal } = query;
  const size = request.size ?? defaultPageSize;
  const start = Number(request.token ?? 0);
  const limit = `LIMIT ${size + 1} OFFSET ${Number.isSafeInteger(start) ? start : 0}`;
  const rows = await schema.database.query(`${text} ${limit}`, values, signal);
  return {
    items: rows.slice(0, size).map(toItem),
    ...(rows.length > size && { next: String(start + size) }),
  };
}
