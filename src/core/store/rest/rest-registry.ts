import * as z from 'zod';
import { inParts } from '../../async/in-parts.ts';
import { type Page, type PageRequest, allPages, defaultPageSize } from '../page.ts';
import { aliasesOf, stageOf } from '../registered-model.ts';
import type { ModelVersion, RegisteredModel } from '../tracking-store.ts';
import type { RestApi } from './rest-api.ts';
import { integer, keyValue, list, nextOf, toMap } from './rest-values.ts';

/** A model registry that is read by a REST API, and in what it differs from others. */
export interface RestRegistry {
  readonly api: RestApi;
  /** Of all paths, below `/api/`. */
  readonly prefix: string;
  /** How many models and versions one page may have. */
  readonly mostModels: number;
  readonly mostVersions: number;
  /** The filter of a search for the versions of a model. */
  readonly filterOf: (name: string) => string;
  /** Undefined for a version that is left out. */
  readonly toVersion: (wire: WireVersion, aliases: Aliases) => ModelVersion | undefined;
}

/** Versions by the aliases of a model. */
type Aliases = ReadonlyMap<string, number>;

const wireModel = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  tags: list(keyValue),
  // A search in the Unity Catalog leaves them out; the model itself has them.
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
  status: z.string().optional(),
  tags: list(keyValue),
});

type WireModel = z.infer<typeof wireModel>;

/** A version of a model, as a server says it. */
export type WireVersion = z.infer<typeof wireVersion>;

/** Each model of a list costs a request for its versions; so many are sent at once. */
const parallelSearches = 8;

/** The registry of MLflow's own tracking server. */
export function trackingRegistry(api: RestApi): RestRegistry {
  return {
    api,
    prefix: '2.0/mlflow',
    mostModels: 1000,
    mostVersions: 200,
    filterOf: (name) => {
      const quote = name.includes("'") ? '"' : "'";
      return `name = ${quote}${name}${quote}`;
    },
    toVersion,
  };
}

/** A registered model with all its versions. */
export async function findRegisteredModel(
  registry: RestRegistry,
  name: string,
  signal?: AbortSignal,
): Promise<RegisteredModel | undefined> {
  const answer = await registry.api.get({
    path: `${registry.prefix}/registered-models/get`,
    parameters: { name },
    answer: z.looseObject({ registered_model: wireModel }),
    signal,
  });
  return answer && withVersions(registry, answer.registered_model, signal);
}

/** Registered models by name. */
export async function listRegisteredModels(
  registry: RestRegistry,
  request: PageRequest = {},
  signal?: AbortSignal,
): Promise<Page<RegisteredModel>> {
  const answer = await registry.api.get({
    path: `${registry.prefix}/registered-models/search`,
    parameters: {
      max_results: Math.min(request.size ?? defaultPageSize, registry.mostModels),
      page_token: request.token,
    },
    answer: z.looseObject({
      registered_models: list(wireModel),
      next_page_token: z.string().optional(),
    }),
    signal,
  });
  const models = answer?.registered_models ?? [];
  const items = await inParts(
    models,
    (model) => withVersions(registry, model, signal),
    parallelSearches,
  );
  return { items, ...nextOf(answer?.next_page_token) };
}

async function withVersions(
  registry: RestRegistry,
  model: WireModel,
  signal: AbortSignal | undefined,
): Promise<RegisteredModel> {
  const aliases = new Map(model.aliases.map(({ alias, version }) => [alias, version]));
  const found = await allPages(async ({ token }) => {
    const answer = await registry.api.get({
      path: `${registry.prefix}/model-versions/search`,
      parameters: {
        filter: registry.filterOf(model.name),
        max_results: registry.mostVersions,
        page_token: token,
      },
      answer: z.looseObject({
        model_versions: list(wireVersion),
        next_page_token: z.string().optional(),
      }),
      signal,
    });
    return { items: answer?.model_versions ?? [], ...nextOf(answer?.next_page_token) };
  });
  const versions = found.map((wire) => registry.toVersion(wire, aliases));
  return {
    name: model.name,
    aliases,
    versions: versions
      .filter((version) => version !== undefined)
      .toSorted((a, b) => a.version - b.version),
    tags: toMap(model.tags),
    ...(model.description && { description: model.description }),
  };
}

/** A version as the server has it. */
export function toVersion(wire: WireVersion, aliases: Aliases): ModelVersion {
  return {
    name: wire.name,
    version: wire.version,
    aliases: aliasesOf(wire.version, aliases),
    tags: toMap(wire.tags),
    source: wire.source,
    ...stageOf(wire.current_stage),
    ...(wire.description && { description: wire.description }),
    ...(wire.run_id && { runId: wire.run_id }),
    ...(wire.model_id && { modelId: wire.model_id }),
  };
}
