import * as z from 'zod';
import { type Page, type PageRequest, allPages, defaultPageSize } from '../page.ts';
import type { ModelVersion, RegisteredModel } from '../tracking-store.ts';
import type { RestApi } from './rest-api.ts';
import { integer, keyValue, list, nextOf, toMap } from './rest-values.ts';

const wireModel = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  tags: list(keyValue),
  aliases: list(z.looseObject({ alias: z.string(), version: integer })),
});

const wireVersion = z.looseObject({
  name: z.string(),
  version: integer,
  current_stage: z.string().optional(),
  description: z.string().optional(),
  source: z.string().default(''),
  run_id: z.string().optional(),
  model_id: z.string().optional(),
  tags: list(keyValue),
});

type WireModel = z.infer<typeof wireModel>;

/** A registered model with all its versions. */
export async function findRegisteredModel(
  api: RestApi,
  name: string,
  signal?: AbortSignal,
): Promise<RegisteredModel | undefined> {
  const answer = await api.get({
    path: '2.0/mlflow/registered-models/get',
    parameters: { name },
    answer: z.looseObject({ registered_model: wireModel }),
    signal,
  });
  return answer && withVersions(api, answer.registered_model, signal);
}

/** Registered models by name. */
export async function listRegisteredModels(
  api: RestApi,
  request: PageRequest = {},
  signal?: AbortSignal,
): Promise<Page<RegisteredModel>> {
  const answer = await api.get({
    path: '2.0/mlflow/registered-models/search',
    parameters: {
      max_results: Math.min(request.size ?? defaultPageSize, 1000),
      page_token: request.token,
    },
    answer: z.looseObject({
      registered_models: list(wireModel),
      next_page_token: z.string().optional(),
    }),
    signal,
  });
  const models = answer?.registered_models ?? [];
  const items = await Promise.all(models.map((model) => withVersions(api, model, signal)));
  return { items, ...nextOf(answer?.next_page_token) };
}

async function withVersions(
  api: RestApi,
  model: WireModel,
  signal: AbortSignal | undefined,
): Promise<RegisteredModel> {
  const aliases = new Map(model.aliases.map(({ alias, version }) => [alias, version]));
  const versions = await allPages((request) => searchVersions(api, { ...request, model, signal }));
  return {
    name: model.name,
    aliases,
    versions: versions.map((version) => toVersion(version, aliases)).toSorted(byVersion),
    tags: toMap(model.tags),
    ...(model.description && { description: model.description }),
  };
}

async function searchVersions(
  api: RestApi,
  request: PageRequest & { readonly model: WireModel; readonly signal: AbortSignal | undefined },
): Promise<Page<z.infer<typeof wireVersion>>> {
  const quote = request.model.name.includes("'") ? '"' : "'";
  const answer = await api.get({
    path: '2.0/mlflow/model-versions/search',
    parameters: {
      filter: `name = ${quote}${request.model.name}${quote}`,
      max_results: 200,
      page_token: request.token,
    },
    answer: z.looseObject({
      model_versions: list(wireVersion),
      next_page_token: z.string().optional(),
    }),
    signal: request.signal,
  });
  return { items: answer?.model_versions ?? [], ...nextOf(answer?.next_page_token) };
}

function byVersion(a: ModelVersion, b: ModelVersion): number {
  return a.version - b.version;
}

function toVersion(
  wire: z.infer<typeof wireVersion>,
  aliases: ReadonlyMap<string, number>,
): ModelVersion {
  const stage = wire.current_stage;
  return {
    name: wire.name,
    version: wire.version,
    aliases: [...aliases].filter(([, number]) => number === wire.version).map(([alias]) => alias),
    tags: toMap(wire.tags),
    source: wire.source,
    ...(stage && stage !== 'None' && { stage }),
    ...(wire.description && { description: wire.description }),
    ...(wire.run_id && { runId: wire.run_id }),
    ...(wire.model_id && { modelId: wire.model_id }),
  };
}
