import type { Page, PageRequest } from '../page.ts';
import {
  type Experiment,
  type Run,
  type RunData,
  type RunQuery,
  runStatuses,
} from '../tracking-store.ts';
import type { SqlRow } from './sql-database.ts';
import { type SqlSchema, inWorkspace, numberOf, queryPage, textOf } from './sql-schema.ts';

/** What SqlAlchemyStore writes for infinite metrics (mlflow.store.tracking.sqlalchemy_store). */
const infinite = 1.7976931348623157e308;

/** Experiments, the last changed first. */
export function listExperiments(
  schema: SqlSchema,
  request: PageRequest = {},
  signal?: AbortSignal,
): Promise<Page<Experiment>> {
  const time = schema.has('experiments', 'last_update_time') ? 'last_update_time' : 'NULL';
  const text =
    `SELECT experiment_id, name, ${time} AS updated FROM experiments ` +
    `WHERE lifecycle_stage = 'active' ${inWorkspace(schema, 'experiments')} ` +
    `ORDER BY COALESCE(${time}, 0) DESC, experiment_id DESC`;
  return queryPage(schema, { text, values: [], request, signal }, (row) => {
    const updatedAt = numberOf(row['updated']);
    return {
      experimentId: String(row['experiment_id']),
      name: String(row['name']),
      ...(updatedAt !== undefined && { updatedAt }),
    };
  });
}

/** A run that is not deleted. */
export async function findRun(
  schema: SqlSchema,
  runId: string,
  signal?: AbortSignal,
): Promise<Run | undefined> {
  const text = `${selectRuns(schema)} WHERE r.run_uuid = ? AND r.lifecycle_stage = 'active'`;
  const [row] = await schema.database.query(text, [runId], signal);
  return row && toRun(row);
}

/** The runs of an experiment that are not deleted. */
export function listRuns(
  schema: SqlSchema,
  query: RunQuery & { readonly experimentId: string },
  signal?: AbortSignal,
): Promise<Page<Run>> {
  const { experimentId, filter, order = 'newest' } = query;
  const name = nameOf(schema);
  const pattern = `%${(filter ?? '').toLowerCase().replaceAll(/[!%_]/g, '!$&')}%`;
  const filtered = filter
    ? `AND (LOWER(${name}) LIKE ? ESCAPE '!' OR LOWER(r.run_uuid) LIKE ? ESCAPE '!')`
    : '';
  const text =
    `${selectRuns(schema)} WHERE r.experiment_id = ? AND r.lifecycle_stage = 'active' ` +
    `${filtered} ORDER BY ${orders[order]}, r.run_uuid`;
  const values = [Number(experimentId), ...(filter ? [pattern, pattern] : [])];
  return queryPage(schema, { text, values, request: query, signal }, toRun);
}

const orders = {
  // Databases disagree on where NULL stands.
  newest: 'COALESCE(r.start_time, 0) DESC',
  oldest: 'COALESCE(r.start_time, 0)',
  name: 'run_name',
} satisfies Record<NonNullable<RunQuery['order']>, string>;

function selectRuns(schema: SqlSchema): string {
  return (
    'SELECT r.run_uuid, r.experiment_id, r.status, r.start_time, r.end_time, r.artifact_uri, ' +
    `${nameOf(schema)} AS run_name FROM runs r`
  );
}

/** Until MLflow 1.30 the name stood in a tag only. */
function nameOf({ database }: SqlSchema): string {
  const [key, value] = [database.quote('key'), database.quote('value')];
  return (
    `COALESCE(NULLIF(r.name, ''), (SELECT t.${value} FROM tags t ` +
    `WHERE t.run_uuid = r.run_uuid AND t.${key} = 'mlflow.runName'))`
  );
}

function toRun(row: SqlRow): Run {
  const name = textOf(row['run_name']);
  const status = runStatuses.find((known) => known === row['status']);
  const startedAt = numberOf(row['start_time']);
  const endedAt = numberOf(row['end_time']);
  return {
    runId: String(row['run_uuid']),
    experimentId: String(row['experiment_id']),
    artifactUri: String(row['artifact_uri']),
    ...(name !== undefined && { name }),
    ...(status && { status }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
}

/** The last metrics, the params and the tags of a run. */
export async function readRunData(
  schema: SqlSchema,
  run: Run,
  signal?: AbortSignal,
): Promise<RunData> {
  const { database } = schema;
  const [key, value] = [database.quote('key'), database.quote('value')];
  const read = (table: string, more = ''): Promise<readonly SqlRow[]> =>
    database.query(
      `SELECT ${key} AS name, ${value} AS val${more} FROM ${table} WHERE run_uuid = ? ORDER BY ${key}`,
      [run.runId],
      signal,
    );
  const texts = (rows: readonly SqlRow[]): Map<string, string> =>
    new Map(rows.map((row) => [String(row['name']), String(row['val'] ?? '')]));
  const metrics = schema.has('latest_metrics') ? await read('latest_metrics', ', is_nan') : [];
  return {
    metrics: new Map(metrics.map((row) => [String(row['name']), metricOf(row)])),
    params: texts(await read('params')),
    tags: texts(await read('tags')),
  };
}

/** SQL has no NaN and no infinity: the first is marked, the second is the largest float. */
function metricOf(row: SqlRow): number {
  if (row['is_nan'] === true || Number(row['is_nan']) === 1) return Number.NaN;
  const value = Number(row['val']);
  return Math.abs(value) >= infinite ? Math.sign(value) * Infinity : value;
}
