import type { TrackingStore } from '../tracking-store.ts';
import type { SqlDatabase } from './sql-database.ts';
import { findLoggedModel, findLoggedModelsOfRun } from './sql-logged-models.ts';
import { findRegisteredModel, listRegisteredModels } from './sql-registry.ts';
import { findRun, listExperiments, listRuns, readRunData } from './sql-runs.ts';
import { type SqlSchema, readSchema } from './sql-schema.ts';

/**
 * Opens the database behind a tracking server for reading: schemas of MLflow 1.x to 3.17, each as
 * it is. What a schema does not have yet (logged models, aliases) is simply not there. Throws
 * MlflowError for a database that is none of MLflow's.
 * Source: mlflow.store.tracking.dbmodels.models and mlflow.store.model_registry.dbmodels.models.
 */
export async function openSqlStore(
  database: SqlDatabase,
  roots: readonly string[],
): Promise<TrackingStore> {
  const schema: SqlSchema = await readSchema(database);
  return {
    description: database.description,
    roots,
    findRun: (runId, signal) => findRun(schema, runId, signal),
    readRunData: (run, signal) => readRunData(schema, run, signal),
    findLoggedModel: (modelId, signal) => findLoggedModel(schema, modelId, signal),
    findLoggedModelsOfRun: (run, signal) => findLoggedModelsOfRun(schema, run, signal),
    findRegisteredModel: (name, signal) => findRegisteredModel(schema, name, signal),
    listRegisteredModels: (request, signal) => listRegisteredModels(schema, request, signal),
    listExperiments: (request, signal) => listExperiments(schema, request, signal),
    listRuns: (experimentId, query, signal) => listRuns(schema, { experimentId, ...query }, signal),
    close: () => database.close(),
  };
}
