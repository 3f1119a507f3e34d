import { MlflowError } from '../../errors.ts';
import type { StoreHost } from '../store-host.ts';
import type { TrackingStore } from '../tracking-store.ts';
import type { ArtifactSource } from './artifact-source.ts';
import { withoutSecrets } from '../without-secrets.ts';

/**
 * The source of artifacts that are not files of this machine, by the scheme of their place; the
 * store comes first, for what it hands on itself. Undefined for a path or a `file:` URI, and for
 * what a server hands on when no server is asked: those are looked for on this disk. Throws
 * MlflowError for a scheme that cannot be read here.
 */
export async function openArtifacts(
  uri: string,
  store: TrackingStore | undefined,
  host: StoreHost,
): Promise<ArtifactSource | undefined> {
  const own = store?.openArtifacts?.(uri);
  if (own) return own;
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === 'file' || scheme === 'mlflow-artifacts') return undefined;
  return (await openBucket(uri, scheme, host)) ?? openByPython(uri, scheme, host);
}

/** What is read here; each kind is loaded when it is needed. */
async function openBucket(
  uri: string,
  scheme: string,
  { environment }: StoreHost,
): Promise<ArtifactSource | undefined> {
  switch (scheme) {
    case 's3':
    case 's3a':
      return (await import('./sources/s3-artifacts.ts')).s3Artifacts(uri, environment);
    case 'gs':
      return (await import('./sources/gcs-artifacts.ts')).gcsArtifacts(uri, environment);
    case 'wasbs':
    case 'abfss':
      return (await import('./sources/azure-artifacts.ts')).azureArtifacts(uri, environment);
    case 'http':
    case 'https':
      return openWeb(uri);
    default:
      return undefined;
  }
}

async function openWeb(uri: string): Promise<ArtifactSource> {
  if (!URL.canParse(uri)) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `The place of the artifacts is no valid address: ${withoutSecrets(uri)}.`,
    );
  }
  const { webFolder } = await import('./sources/web-folder.ts');
  return webFolder(uri);
}

async function openByPython(uri: string, scheme: string, host: StoreHost): Promise<ArtifactSource> {
  if (host.downloadByPython) {
    const { pythonArtifacts } = await import('./sources/python-artifacts.ts');
    return pythonArtifacts(uri, host.downloadByPython, host.owner);
  }
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    `The model's files are at ${withoutSecrets(uri)}; ${scheme === 'dbfs' ? '"dbfs:" is read only when the tracking store is Databricks' : `"${scheme}:" is not read here`}, and no Python with MLflow was found that may fetch them. ` +
      'Download them (mlflow artifacts download) and give the folder.',
  );
}
