import type { TrackingStore } from '../tracking-store.ts';
import type { RestApi } from './rest-api.ts';
import { handedOn, readByServer } from './rest-artifacts.ts';
import { findLoggedModel, findLoggedModelsOfRun } from './rest-logged-models.ts';
import { findRegisteredModel, listRegisteredModels, trackingRegistry } from './rest-registry.ts';
import { findRun, listExperiments, listRuns, readRunData } from './rest-runs.ts';

/**
 * Reads a tracking server and its model registry through the REST API
 * (mlflow.store.tracking.rest_store and mlflow.store.model_registry.rest_store, 3.17).
 */
export function openRestStore(tracking: RestApi): TrackingStore {
  const { baseUrl, workspace } = tracking.access;
  const registry = trackingRegistry(tracking);
  const where = workspace === undefined ? '' : ` (workspace ${workspace})`;
  return {
    description: `the tracking server ${baseUrl}${where}`,
    roots: [],
    uiUrl: baseUrl,
    findRun: (runId, signal) => findRun(tracking, runId, signal),
    readRunData: (run, signal) => readRunData(tracking, run, signal),
    findLoggedModel: (modelId, signal) => findLoggedModel(tracking, modelId, signal),
    findLoggedModelsOfRun: (run, signal) => findLoggedModelsOfRun(tracking, run, signal),
    findRegisteredModel: (name, signal) => findRegisteredModel(registry, name, signal),
    listRegisteredModels: (request, signal) => listRegisteredModels(registry, request, signal),
    listExperiments: (request, signal) => listExperiments(tracking, request, signal),
    listRuns: (experimentId, query, signal) =>
      listRuns(tracking, { experimentId, ...query }, signal),
    openArtifacts: (uri) => handedOn(tracking, uri),
    openOwnedArtifacts: (owner, path) => readByServer(tracking, owner, path),
    close: async () => {},
  };
}
