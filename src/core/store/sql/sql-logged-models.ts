import type { LoggedModel, Run } from '../tracking-store.ts';
import type { SqlRow } from './sql-database.ts';
import { type SqlSchema, numberOf, textOf } from './sql-schema.ts';

const selectModels =
  'SELECT model_id, name, source_run_id, artifact_location, creation_timestamp_ms FROM logged_models ' +
  `WHERE lifecycle_stage = 'active'`;

/** A logged model by its id; there are none before MLflow 3. */
export async function findLoggedModel(
  schema: SqlSchema,
  modelId: string,
  signal?: AbortSignal,
): Promise<LoggedModel | undefined> {
  if (!schema.has('logged_models')) return undefined;
  const [row] = await schema.database.query(`${selectModels} AND model_id = ?`, [modelId], signal);
  return row && toLoggedModel(row);
}

/** The logged models of a run, newest first. */
export async function findLoggedModelsOfRun(
  schema: SqlSchema,
  run: Run,
  signal?: AbortSignal,
): Promise<readonly LoggedModel[]> {
  if (!schema.has('logged_models')) return [];
  const text = `${selectModels} AND source_run_id = ? ORDER BY creation_timestamp_ms DESC`;
  return (await schema.database.query(text, [run.runId], signal)).map(toLoggedModel);
}

function toLoggedModel(row: SqlRow): LoggedModel {
  const sourceRunId = textOf(row['source_run_id']);
  return {
    modelId: String(row['model_id']),
    name: String(row['name']),
    artifactUri: String(row['artifact_location']),
    createdAt: numberOf(row['creation_timestamp_ms']) ?? 0,
    ...(sourceRunId !== undefined && { sourceRunId }),
  };
}
