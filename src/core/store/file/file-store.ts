import { join } from 'node:path';
import type { TrackingStore } from '../tracking-store.ts';
import { findLoggedModel, findLoggedModelsOfRun } from './file-logged-models.ts';
import { findRegisteredModel, listRegisteredModels } from './file-registry.ts';
import { findRun, listExperiments, listRuns, openFileRuns, readRunData } from './file-runs.ts';

/**
 * Opens an `mlruns` folder for reading (MLflow 1.x to 3.x):
 * `<experiment>/<run>/meta.yaml`, `<experiment>/models/<model id>/meta.yaml` (3.x) and
 * `models/<name>/version-<n>/meta.yaml` with `models/<name>/aliases/<alias>`.
 * Source: mlflow.store.tracking.file_store.FileStore and
 * mlflow.store.model_registry.file_store.FileStore (3.17).
 */
export function openFileStore(root: string): TrackingStore {
  const registry = join(root, 'models');
  const runs = openFileRuns(root);
  return {
    description: `the file store ${root}`,
    roots: [root],
    findRun: (runId) => findRun(runs, runId),
    readRunData: (run) => readRunData(root, run),
    findLoggedModel: (modelId) => findLoggedModel(root, modelId),
    findLoggedModelsOfRun: (run) => findLoggedModelsOfRun(root, run),
    findRegisteredModel: (name) => findRegisteredModel(join(registry, name)),
    listRegisteredModels: (request) => listRegisteredModels(registry, request),
    listExperiments: (request) => listExperiments(root, request),
    listRuns: (experimentId, query) => listRuns(runs, experimentId, query),
    close: async () => {},
  };
}
