import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ArtifactNotFoundError, MlflowError } from '../errors.ts';
import { localPathOf } from './artifacts/artifact-location.ts';
import { openFileStore } from './file/file-store.ts';
import { redactUri } from './redact-uri.ts';
import { isSqlServer } from './sql/server/sql-server-address.ts';
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
 * Opens the tracking store that the options name; whoever opens it closes it. Throws
 * ArtifactNotFoundError when there is none, and MlflowError for kinds of store that are not read.
 */
export async function openTrackingStore(options: TrackingStoreOptions): Promise<TrackingStore> {
  const uri = options.trackingUri || options.storeHost.environment['MLFLOW_TRACKING_URI'];
  if (!uri) return openDefaultStore(options);
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):|^(databricks)$/
    .exec(uri)?.[0]
    ?.replace(':', '')
    .toLowerCase();
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
    case 'databricks':
      return openServer(uri, options.storeHost);
    default:
      if (isSqlServer(scheme)) return openDatabaseServer(uri, options.storeHost);
      throw notReadableYet(uri, scheme);
  }
}

/** A folder, or an SQLite file as people name it without its scheme. */
async function openPath(uri: string, options: TrackingStoreOptions): Promise<TrackingStore> {
  const path = resolve(options.workingDirectory, localPathOf(uri));
  const info = await stat(path).catch(() => undefined);
  if (info?.isDirectory()) return openFileStore(path);
  if (info?.isFile()) return openSqliteStore(path, options.storeHost);
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
  if ((await stat(database).catch(() => undefined))?.isFile()) {
    return openSqliteStore(database, storeHost);
  }
  // A registry alone is a store too.
  if ((await stat(folder).catch(() => undefined))?.isDirectory()) return openFileStore(folder);
  throw new ArtifactNotFoundError(
    `No tracking store was found: ${workingDirectory} has neither mlruns nor mlflow.db, and no tracking URI is set. ` +
      'Give one with --tracking-uri, MLFLOW_TRACKING_URI or the setting mlinvoke.trackingUri.',
  );
}

async function hasExperiments(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  const numbered = names.filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    numbered.map((name) => stat(join(folder, name, 'meta.yaml')).catch(() => undefined)),
  );
  return found.some((info) => info?.isFile());
}

/** Moved artifacts are looked for beside the file, where MLflow and its server put them. */
async function openSqliteStore(path: string, host: StoreHost): Promise<TrackingStore> {
  const [{ openSqlite }, { openSqlStore }] = await Promise.all([
    import('./sql/sqlite/sqlite-database.ts'),
    import('./sql/sql-store.ts'),
  ]);
  const database = await openSqlite(path, { workerFile: host.sqliteWorkerFile });
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

/** The registry may be on another server: MLFLOW_REGISTRY_URI. */
async function openServer(uri: string, host: StoreHost): Promise<TrackingStore> {
  const [{ findAccess }, { restApi }, { openRestStore }] = await Promise.all([
    import('./rest/find-access.ts'),
    import('./rest/rest-api.ts'),
    import('./rest/rest-store.ts'),
  ]);
  const tracking = restApi(await findAccess(uri, host.environment));
  const registryUri = host.environment['MLFLOW_REGISTRY_URI'];
  if (!registryUri || !/^(?:https?|databricks)(?::|$)/i.test(registryUri)) {
    return openRestStore(tracking);
  }
  return openRestStore(tracking, restApi(await findAccess(registryUri, host.environment)));
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

function notReadableYet(trackingUri: string, scheme: string): MlflowError {
  return new MlflowError(
    'NOT_IMPLEMENTED',
    `The tracking URI "${redactUri(trackingUri)}" is a "${scheme}:" store, which cannot be read yet. ` +
      'Accepted are an mlruns folder, as a path or a file: URI, sqlite:///<file>, postgresql:// or mysql:// for a database server, and http(s):// or databricks for a tracking server.',
  );
}
