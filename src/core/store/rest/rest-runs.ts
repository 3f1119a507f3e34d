import * as z from 'zod';
import { type Page, type PageRequest, defaultPageSize } from '../page.ts';
import {
  type Experiment,
  type Run,
  type RunData,
  type RunQuery,
  runStatuses,
} from '../tracking-store.ts';
import type { RestApi } from './rest-api.ts';
import { float, integer, keyValue, list, nextOf, toMap } from './rest-values.ts';

const wireExperiment = z.looseObject({
  experiment_id: z.string(),
  name: z.string(),
  last_update_time: integer.optional(),
});

const wireRun = z.looseObject({
  info: z.looseObject({
    run_id: z.string(),
    experiment_id: z.string(),
    run_name: z.string().optional(),
    status: z.string().optional(),
    start_time: integer.optional(),
    end_time: integer.optional(),
    artifact_uri: z.string().default(''),
    lifecycle_stage: z.string().optional(),
  }),
  data: z
    .looseObject({
      metrics: list(z.looseObject({ key: z.string(), value: float.default(0) })),
      params: list(keyValue),
      tags: list(keyValue),
    })
    .optional(),
});

type WireRun = z.infer<typeof wireRun>;

/** Experiments, the last changed first. */
export async function listExperiments(
  api: RestApi,
  request: PageRequest = {},
  signal?: AbortSignal,
): Promise<Page<Experiment>> {
  const answer = await api.post({
    path: '2.0/mlflow/experiments/search',
    parameters: {
      max_results: request.size ?? defaultPageSize,
      page_token: request.token,
      order_by: ['last_update_time DESC'],
    },
    answer: z.looseObject({
      experiments: list(wireExperiment),
      next_page_token: z.string().optional(),
    }),
    signal,
  });
  const items = (answer?.experiments ?? []).map((experiment) => ({
    experimentId: experiment.experiment_id,
    name: experiment.name,
    ...(experiment.last_update_time !== undefined && { updatedAt: experiment.last_update_time }),
  }));
  return { items, ...nextOf(answer?.next_page_token) };
}

/** A run that is not deleted. */
export async function findRun(
  api: RestApi,
  runId: string,
  signal?: AbortSignal,
): Promise<Run | undefined> {
  const run = await getRun(api, runId, signal);
  return run && run.info.lifecycle_stage !== 'deleted' ? toRun(run) : undefined;
}

/** The last metrics, the params and the tags of a run. */
export async function readRunData(api: RestApi, run: Run, signal?: AbortSignal): Promise<RunData> {
  const data = (await getRun(api, run.runId, signal))?.data;
  return {
    metrics: new Map((data?.metrics ?? []).map(({ key, value }) => [key, value])),
    params: toMap(data?.params ?? []),
    tags: toMap(data?.tags ?? []),
  };
}

async function getRun(
  api: RestApi,
  runId: string,
  signal: AbortSignal | undefined,
): Promise<WireRun | undefined> {
  const answer = await api.get({
    path: '2.0/mlflow/runs/get',
    parameters: { run_id: runId },
    answer: z.looseObject({ run: wireRun }),
    signal,
  });
  return answer?.run;
}

const orders = {
  newest: 'attributes.start_time DESC',
  oldest: 'attributes.start_time ASC',
  name: 'attributes.run_name ASC',
} satisfies Record<NonNullable<RunQuery['order']>, string>;

/** The runs of an experiment that are not deleted. */
export async function listRuns(
  api: RestApi,
  query: RunQuery & { readonly experimentId: string },
  signal?: AbortSignal,
): Promise<Page<Run>> {
  const { experimentId, filter, order = 'newest', size = defaultPageSize, token } = query;
  const answer = await api.post({
    path: '2.0/mlflow/runs/search',
    parameters: {
      experiment_ids: [experimentId],
      max_results: size,
      page_token: token,
      order_by: [orders[order]],
      run_view_type: 'ACTIVE_ONLY',
      ...(filter && { filter: toFilter(filter) }),
    },
    answer: z.looseObject({ runs: list(wireRun), next_page_token: z.string().optional() }),
    signal,
  });
  return { items: (answer?.runs ?? []).map(toRun), ...nextOf(answer?.next_page_token) };
}

/** A whole id finds its run; anything else is a part of a name. MLflow's filters have no OR. */
function toFilter(text: string): string {
  if (/^[0-9a-f]{32}$/.test(text)) return `attributes.run_id = '${text}'`;
  // There is no escape for quotes in MLflow's grammar; either kind may surround a text.
  const plain = text.replaceAll('"', '_');
  return `attributes.run_name ILIKE "%${plain}%"`;
}

function toRun({ info }: WireRun): Run {
  const status = runStatuses.find((known) => known === info.status);
  return {
    runId: info.run_id,
    experimentId: info.experiment_id,
    artifactUri: info.artifact_uri,
    ...(info.run_name && { name: info.run_name }),
    ...(status && { status }),
    ...(info.start_time !== undefined && { startedAt: info.start_time }),
    ...(info.end_time !== undefined && { endedAt: info.end_time }),
  };
}
