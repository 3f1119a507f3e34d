import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ArtifactNotFoundError, MlflowError } from '../errors.ts';
import { localPathOf } from './artifacts/artifact-location.ts';
import { fileSize, isFolder } from '../file-info.ts';
import { openFileStore } from './file/file-store.ts';
import { isSqlServer } from './sql/server/sql-server-address.ts';
import type { RestApi } from './rest/rest-api.ts';
import type { Registry } from './rest/unity-catalog.ts';
import type { StoreHost } from './store-host.ts';
import type { TrackingStore } from './tracking-store.ts';

/** Where to look for a tracking store. */
export interface TrackingStoreOptions {
  /**
   * The tracking URI as MLflow takes it; without one MLFLOW_TRACKING_URI, else the store in the
   * working directory: `mlruns` with experiments in it, else `mlflow.db`.
   */
  readonly trackingUri?: string;
  readonly workingDirectory: string;
  readonly storeHost: StoreHost;
}

/**
 * Opens the tracking store that the options name, with the model registry of MLFLOW_REGISTRY_URI
 * where that names another; whoever opens it closes it. Throws ArtifactNotFoundError when there is
 * none, and MlflowError for kinds of store that are not read.
 */
export async function openTrackingStore(options: TrackingStoreOptions): Promise<TrackingStore> {
  const { environment } = options.storeHost;
  const uri = options.trackingUri || environment['MLFLOW_TRACKING_URI'];
  const registryUri = environment['MLFLOW_REGISTRY_URI'];
  if (uri && /^databricks(?:-uc)?(?:$|:)/i.test(uri)) return openDatabricks(uri, options);
  const tracking = uri ? await openUri(uri, options) : await openDefaultStore(options);
  if (!registryUri || registryUri === uri) return tracking;
  try {
    return withRegistry(tracking, await openRegistry(registryUri, options));
  } catch (error) {
    await tracking.close();
    throw error;
  }
}

async function openUri(uri: string, options: TrackingStoreOptions): Promise<TrackingStore> {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(uri)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
    case 'file':
      return openPath(uri, options);
    case 'sqlite':
    case 'sqlite+pysqlite':
      return openSqliteStore(
        resolve(options.workingDirectory, sqlitePathOf(uri)),
        options.storeHost,
      );
    case 'http':
    case 'https':
      return openServer(uri, options.storeHost);
    default:
      if (isSqlServer(scheme)) return openDatabaseServer(uri, options.storeHost);
      throw notReadableYet(scheme);
  }
}

/** A folder, or an SQLite file as people name it without its scheme. */
async function openPath(uri: string, options: TrackingStoreOptions): Promise<TrackingStore> {
  const path = resolve(options.workingDirectory, localPathOf(uri));
  if (await isFolder(path)) return openFileStore(path);
  if ((await fileSize(path)) !== undefined) return openSqliteStore(path, options.storeHost);
  throw new ArtifactNotFoundError(
    `The tracking URI "${uri}" names ${path}, which does not exist. ` +
      'Give the mlruns folder that MLflow wrote, or sqlite:///mlflow.db for a database.',
  );
}

/** The order of MLflow's _get_default_tracking_uri (3.17). */
async function openDefaultStore(options: TrackingStoreOptions): Promise<TrackingStore> {
  const { workingDirectory, storeHost } = options;
  const folder = join(workingDirectory, 'mlruns');
  const database = join(workingDirectory, 'mlflow.db');
  if (await hasExperiments(folder)) return openFileStore(folder);
  if ((await fileSize(database)) !== undefined) return openSqliteStore(database, storeHost);
  // A registry alone is a store too.
  if (await isFolder(folder)) return openFileStore(folder);
  throw new ArtifactNotFoundError(
    `No tracking store was found: ${workingDirectory} has neither mlruns nor mlflow.db, and no tracking URI is set. ` +
      'Give one with --tracking-uri, MLFLOW_TRACKING_URI or the setting mlinvoke.trackingUri.',
  );
}

async function hasExperiments(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  const numbered = names.filter((name) => /^\d+$/.test(name));
  const sizes = await Promise.all(
    numbered.map((name) => fileSize(join(folder, name, 'meta.yaml'))),
  );
  return sizes.some((size) => size !== undefined);
}

/** Moved artifacts are looked for beside the file, where MLflow and its server put them. */
async function openSqliteStore(path: string, host: StoreHost): Promise<TrackingStore> {
  const [{ openSqlite }, { openSqlStore }] = await Promise.all([
    import('./sql/sqlite/sqlite-database.ts'),
    import('./sql/sql-store.ts'),
  ]);
  const { sqliteWorkerFile: workerFile, owner } = host;
  const database = await openSqlite(path, { workerFile, owner });
  const folder = dirname(path);
  try {
    const roots = [folder, join(folder, 'mlruns'), join(folder, 'mlartifacts')];
    return await openSqlStore(database, roots);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The artifacts are where the database says: it has no folder of its own to look in. */
async function openDatabaseServer(uri: string, host: StoreHost): Promise<TrackingStore> {
  const [{ openSqlServer }, { openSqlStore }] = await Promise.all([
    import('./sql/server/sql-server-database.ts'),
    import('./sql/sql-store.ts'),
  ]);
  const workerFile = join(dirname(host.sqliteWorkerFile), 'sql-server-worker.js');
  const database = openSqlServer(uri, { workerFile });
  try {
    return await openSqlStore(database, []);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openServer(uri: string, host: StoreHost): Promise<TrackingStore> {
  const { openRestStore } = await import('./rest/rest-store.ts');
  return openRestStore(await apiOf(uri, host));
}

async function apiOf(uri: string, host: StoreHost): Promise<RestApi> {
  const [{ findAccess }, { restApi }, { workspaceApi }] = await Promise.all([
    import('./rest/find-access.ts'),
    import('./rest/rest-api.ts'),
    import('./rest/workspace-api.ts'),
  ]);
  const api = restApi(await findAccess(uri, host));
  const { workspace } = api.access;
  return workspace === undefined ? api : workspaceApi(api, workspace);
}

/**
 * A workspace of Databricks. Its registry is the Unity Catalog unless MLFLOW_REGISTRY_URI says
 * otherwise (_get_default_registry_uri_for_tracking_uri, 3.17); names that cannot be in the catalog
 * are looked for in the workspace's own registry, where MLflow 2 put them.
 */
async function openDatabricks(uri: string, options: TrackingStoreOptions): Promise<TrackingStore> {
  const host = options.storeHost;
  const tracking = await openServer(uri.replace(/^databricks-uc/i, 'databricks'), host);
  const registryUri = host.environment['MLFLOW_REGISTRY_URI'];
  if (registryUri) {
    return registryUri === uri
      ? tracking
      : withRegistry(tracking, await openRegistry(registryUri, options));
  }
  const catalog = await openRegistry(uri.replace(/^databricks(?!-uc)/i, 'databricks-uc'), options);
  const { isUnityCatalogName } = await import('./rest/unity-catalog.ts');
  return withRegistry(tracking, {
    ...catalog,
    findRegisteredModel: (name, signal) =>
      (isUnityCatalogName(name) ? catalog : tracking).findRegisteredModel(name, signal),
  });
}

async function openRegistry(uri: string, options: TrackingStoreOptions): Promise<Registry> {
  const host = options.storeHost;
  if (/^databricks-uc(?:$|:)/i.test(uri)) {
    const { unityCatalog } = await import('./rest/unity-catalog.ts');
    const api = await apiOf(uri.replace(/^databricks-uc/i, 'databricks'), host);
    return unityCatalog(api, host.environment);
  }
  return /^databricks(?:$|:)/i.test(uri) ? openServer(uri, host) : openUri(uri, options);
}

/** A tracking store whose models are registered elsewhere. */
function withRegistry(
  tracking: TrackingStore,
  registry: Registry & Partial<Pick<TrackingStore, 'roots' | 'close'>>,
): TrackingStore {
  return {
    ...tracking,
    description: `${tracking.description} with ${registry.description} as its registry`,
    roots: [...tracking.roots, ...(registry.roots ?? [])],
    findRegisteredModel: registry.findRegisteredModel.bind(registry),
    listRegisteredModels: registry.listRegisteredModels.bind(registry),
    openArtifacts: (uri) => tracking.openArtifacts?.(uri) ?? registry.openArtifacts?.(uri),
    close: async () => {
      await tracking.close();
      await registry.close?.();
    },
  };
}

/**
 * SQLAlchemy's forms: three slashes before a relative path, four before an absolute one, three
 * before a Windows drive. Throws MlflowError for a database in memory, which nobody else can read.
 */
function sqlitePathOf(uri: string): string {
  const path = /^[^:]+:\/\/\/?([^?]*)/.exec(uri)?.[1] ?? '';
  if (path !== '' && path !== ':memory:') return path;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The tracking URI "${uri}" names no file. Accepted are sqlite:///mlflow.db (below the working directory) and sqlite:////home/me/mlflow.db.`,
  );
}

/** Where a password ends is not known of an unknown scheme: nothing else is shown. */
function notReadableYet(scheme: string): MlflowError {
  return new MlflowError(
    'NOT_IMPLEMENTED',
    `The tracking URI "${scheme}:…" is a "${scheme}:" store, which cannot be read yet. ` +
      'Accepted are an mlruns folder, as a path or a file: URI, sqlite:///<file>, postgresql:// or mysql:// for a database server, and http(s):// or databricks for a tracking server.',
  );
}
