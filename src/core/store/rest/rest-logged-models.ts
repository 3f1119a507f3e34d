import * as z from 'zod';
import type { LoggedModel, Run } from '../tracking-store.ts';
import type { RestApi } from './rest-api.ts';
import { integer, list } from './rest-values.ts';

const wireModel = z.looseObject({
  info: z.looseObject({
    model_id: z.string(),
    name: z.string(),
    artifact_uri: z.string(),
    creation_timestamp_ms: integer.default(0),
    source_run_id: z.string().optional(),
  }),
});

/** A logged model by its id; servers before MLflow 3 have none. */
export async function findLoggedModel(
  api: RestApi,
  modelId: string,
  signal?: AbortSignal,
): Promise<LoggedModel | undefined> {
  const answer = await api.get({
    path: `2.0/mlflow/logged-models/${encodeURIComponent(modelId)}`,
    answer: z.looseObject({ model: wireModel }),
    isNew: true,
    signal,
  });
  return answer && toLoggedModel(answer.model);
}

/** The logged models of a run, newest first. */
export async function findLoggedModelsOfRun(
  api: RestApi,
  run: Run,
  signal?: AbortSignal,
): Promise<readonly LoggedModel[]> {
  const answer = await api.post({
    path: '2.0/mlflow/logged-models/search',
    parameters: {
      experiment_ids: [run.experimentId],
      filter: `source_run_id = '${run.runId}'`,
      max_results: 50,
    },
    answer: z.looseObject({ models: list(wireModel) }),
    isNew: true,
    signal,
  });
  const models = (answer?.models ?? []).map(toLoggedModel);
  return models.toSorted((a, b) => b.createdAt - a.createdAt);
}

function toLoggedModel({ info }: z.infer<typeof wireModel>): LoggedModel {
  return {
    modelId: info.model_id,
    name: info.name,
    artifactUri: info.artifact_uri,
    createdAt: info.creation_timestamp_ms,
    ...(info.source_run_id && { sourceRunId: info.source_run_id }),
  };
}
