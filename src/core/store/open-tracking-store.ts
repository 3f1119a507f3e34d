import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ArtifactNotFoundError, MlflowError } from '../errors.ts';
import { localPathOf } from './artifact-location.ts';
import { openFileStore } from './file/file-store.ts';
import type { TrackingStore } from './tracking-store.ts';

/** Where to look for a tracking store. */
export interface TrackingStoreOptions {
  /** The tracking URI as MLflow takes it; without one, `mlruns` in the working directory. */
  readonly trackingUri?: string;
  readonly workingDirectory: string;
}

/**
 * Opens the tracking store that the options name. Throws ArtifactNotFoundError when there is none,
 * and MlflowError NOT_IMPLEMENTED for kinds of store that cannot be read yet.
 */
export async function openTrackingStore(options: TrackingStoreOptions): Promise<TrackingStore> {
  const { trackingUri, workingDirectory } = options;
  if (trackingUri === undefined || trackingUri === '') return openDefaultStore(workingDirectory);
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(trackingUri)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'file') throw notReadableYet(trackingUri, scheme);
  const root = resolve(workingDirectory, localPathOf(trackingUri));
  if (await isFolder(root)) return openFileStore(root);
  throw new ArtifactNotFoundError(
    `The tracking URI "${trackingUri}" names the folder ${root}, which does not exist. ` +
      'Give the mlruns folder that MLflow wrote.',
  );
}

async function openDefaultStore(workingDirectory: string): Promise<TrackingStore> {
  const root = join(workingDirectory, 'mlruns');
  if (await isFolder(root)) return openFileStore(root);
  throw new ArtifactNotFoundError(
    `No tracking store was found: ${workingDirectory} has no mlruns folder and no tracking URI is set. ` +
      'Give one with --tracking-uri, MLFLOW_TRACKING_URI or the setting mlinvoke.trackingUri.',
  );
}

function notReadableYet(trackingUri: string, scheme: string): MlflowError {
  return new MlflowError(
    'NOT_IMPLEMENTED',
    `The tracking URI "${trackingUri}" is a "${scheme}:" store, which cannot be read yet. ` +
      'Accepted is an mlruns folder, as a path or a file: URI.',
  );
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
