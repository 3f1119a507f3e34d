import type { Environment } from '../../environment.ts';
import { MlflowError } from '../../errors.ts';
import type { TrackingStore } from '../tracking-store.ts';
import type { RestApi } from './rest-api.ts';
import {
  type RestRegistry,
  findRegisteredModel,
  listRegisteredModels,
  toVersion,
} from './rest-registry.ts';
import { unityCatalogArtifacts } from './unity-catalog-artifacts.ts';

/** Our own name for the files of a version, which only the catalog can tell the way to. */
const scheme = 'unity-catalog:/';

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
export function unityCatalog(api: RestApi, environment: Environment): Registry {
  const registry: RestRegistry = {
    api,
    prefix: '2.0/mlflow/unity-catalog',
    mostModels: 100,
    mostVersions: 100,
    filterOf: (name) => `name='${name}'`,
    toVersion: (wire, aliases) => {
      if (wire.status !== undefined && wire.status !== 'READY') return undefined;
      const storageLocation = `${scheme}${wire.name}/${wire.version}`;
      return { ...toVersion(wire, aliases), storageLocation };
    },
  };
  return {
    description: `the Unity Catalog at ${api.access.baseUrl}`,
    findRegisteredModel: async (name, signal) => {
      checkName(name);
      return findRegisteredModel(registry, name, signal);
    },
    listRegisteredModels: (request, signal) => listRegisteredModels(registry, request, signal),
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
