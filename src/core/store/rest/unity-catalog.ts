import * as z from 'zod';
import { MlflowError } from '../../errors.ts';
import { type Page, type PageRequest, allPages, defaultPageSize } from '../page.ts';
import type { ModelVersion, RegisteredModel, TrackingStore } from '../tracking-store.ts';
import type { RestApi } from './rest-api.ts';
import { integer, keyValue, list, nextOf, toMap } from './rest-values.ts';
import { unityCatalogArtifacts } from './unity-catalog-artifacts.ts';

const prefix = '2.0/mlflow/unity-catalog';
/** Our own name for the files of a version, which only the catalog can tell the way to. */
const scheme = 'unity-catalog:/';

const wireModel = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  tags: list(keyValue),
  aliases: list(z.looseObject({ alias: z.string(), version: integer })),
});

const wireVersion = z.looseObject({
  name: z.string(),
  version: integer,
  description: z.string().optional(),
  source: z.string().default(''),
  run_id: z.string().optional(),
  model_id: z.string().optional(),
  status: z.string().optional(),
  tags: list(keyValue),
});

/** What a registry alone offers of a tracking store. */
export type Registry = Pick<
  TrackingStore,
  'description' | 'findRegisteredModel' | 'listRegisteredModels' | 'openArtifacts'
>;

/**
 * The models of Databricks' Unity Catalog, whose names have three parts: `catalog.schema.model`.
 * They have aliases but no stages. Follows UcModelRegistryStore of MLflow 3.17
 * (mlflow/store/_unity_catalog/registry/rest_store.py; databricks_uc_registry_messages.proto).
 */
export function unityCatalog(
  api: RestApi,
  environment: Readonly<Record<string, string | undefined>>,
): Registry {
  return {
    description: `the Unity Catalog at ${api.access.baseUrl}`,
    findRegisteredModel: async (name, signal) => {
      checkName(name);
      const answer = await api.get({
        path: `${prefix}/registered-models/get`,
        parameters: { name },
        answer: z.looseObject({ registered_model: wireModel }),
        signal,
      });
      return answer && withVersions(api, answer.registered_model, signal);
    },
    listRegisteredModels: (request, signal) => listModels(api, request, signal),
    openArtifacts: (uri) => {
      const [, name, version] = /^unity-catalog:\/([^/]+)\/(\d+)$/.exec(uri) ?? [];
      if (name === undefined || version === undefined) return undefined;
      return unityCatalogArtifacts(api, { name, version, environment });
    },
  };
}

/** Whether a name is one of the Unity Catalog: three parts, none of them empty. */
export function isUnityCatalogName(name: string): boolean {
  return /^[^.]+\.[^.]+\.[^.]+$/.test(name);
}

function checkName(name: string): void {
  if (isUnityCatalogName(name)) return;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `"${name}" is no name in the Unity Catalog, which has names of three parts: <catalog>.<schema>.<model>. ` +
      'Write all of them, or set MLFLOW_REGISTRY_URI=databricks for the registry of the workspace.',
  );
}

async function listModels(
  api: RestApi,
  request: PageRequest = {},
  signal?: AbortSignal,
): Promise<Page<RegisteredModel>> {
  const answer = await api.get({
    path: `${prefix}/registered-models/search`,
    parameters: {
      max_results: Math.min(request.size ?? defaultPageSize, 100),
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
  model: z.infer<typeof wireModel>,
  signal: AbortSignal | undefined,
): Promise<RegisteredModel> {
  // A search leaves the aliases out; the model itself has them.
  const aliases = new Map(model.aliases.map(({ alias, version }) => [alias, version]));
  const versions = await allPages(async (request) => {
    const answer = await api.get({
      path: `${prefix}/model-versions/search`,
      parameters: {
        filter: `name='${model.name}'`,
        max_results: 100,
        page_token: request.token,
      },
      answer: z.looseObject({
        model_versions: list(wireVersion),
        next_page_token: z.string().optional(),
      }),
      signal,
    });
    return { items: answer?.model_versions ?? [], ...nextOf(answer?.next_page_token) };
  });
  const ready = versions.filter(({ status }) => status === undefined || status === 'READY');
  return {
    name: model.name,
    aliases,
    versions: ready
      .map((version) => toVersion(version, aliases))
      .toSorted((a, b) => a.version - b.version),
    tags: toMap(model.tags),
    ...(model.description && { description: model.description }),
  };
}

function toVersion(
  wire: z.infer<typeof wireVersion>,
  aliases: ReadonlyMap<string, number>,
): ModelVersion {
  return {
    name: wire.name,
    version: wire.version,
    aliases: [...aliases].filter(([, number]) => number === wire.version).map(([alias]) => alias),
    tags: toMap(wire.tags),
    source: wire.source,
    storageLocation: `${scheme}${wire.name}/${wire.version}`,
    ...(wire.description && { description: wire.description }),
    ...(wire.run_id && { runId: wire.run_id }),
    ...(wire.model_id && { modelId: wire.model_id }),
  };
}
