import { ArtifactNotFoundError, MlflowError } from '../../errors.ts';
import { NotDownloadedError } from './not-downloaded-error.ts';
import type { StoreHost } from '../store-host.ts';
import type { ArtifactOwner, TrackingStore } from '../tracking-store.ts';
import { type ArtifactLocation, locateArtifacts } from './artifact-location.ts';
import type { ArtifactSource } from './artifact-source.ts';
import { type DownloadProgress, downloadArtifacts } from './download/download-artifacts.ts';
import { cacheLimitOf } from './download/model-cache.ts';
import { openArtifacts } from './open-artifacts.ts';
import { withoutSecrets } from '../without-secrets.ts';

/** A place of artifacts as a store recorded it. */
export interface RecordedPlace {
  /** A path of any operating system, or a URI. */
  readonly recorded: string;
  /** Path below the recorded place, with forward slashes; empty for the place itself. */
  readonly path: string;
  /** What the artifacts were logged to, where that is known. */
  readonly owner?: ArtifactOwner | undefined;
}

/** Who is asked for artifacts, and who is told. */
export interface FetchOptions {
  readonly store?: TrackingStore;
  readonly storeHost: StoreHost;
  readonly signal?: AbortSignal;
  /** Fetches nothing: NotDownloadedError is thrown for files that are not on this machine. */
  readonly isLocalOnly?: boolean;
  readonly onDownload?: (progress: DownloadProgress) => void;
}

/**
 * Finds artifacts on this machine, and fetches what lies elsewhere. Where the recorded place cannot
 * be read from here (a path of the server's machine, a bucket of its account), the server is asked
 * to read it. Throws MlflowError that names the place.
 */
export async function fetchArtifacts(
  place: RecordedPlace,
  options: FetchOptions,
): Promise<ArtifactLocation> {
  const { recorded, path } = place;
  const { store } = options;
  const uri = path === '' ? recorded : `${recorded.replace(/(?<!\/)\/+$/, '')}/${path}`;
  try {
    const source = await openArtifacts(uri, store, options.storeHost);
    if (source) return await download(source, options);
    return await locateArtifacts({ recorded, path, roots: store?.roots ?? [] });
  } catch (error) {
    const { owner } = place;
    if (!owner || !store?.openOwnedArtifacts || !isOutOfReach(error)) throw error;
    const source = store.openOwnedArtifacts(owner, path);
    return fetchFromServer(source, { ...options, recorded, error });
  }
}

/** What the server may read although this machine cannot. */
function isOutOfReach(error: unknown): boolean {
  const codes = ['UNAUTHENTICATED', 'PERMISSION_DENIED', 'NOT_IMPLEMENTED'];
  return (
    error instanceof ArtifactNotFoundError ||
    (error instanceof MlflowError && codes.includes(error.code))
  );
}

async function fetchFromServer(
  source: ArtifactSource,
  options: FetchOptions & { readonly recorded: string; readonly error: unknown },
): Promise<ArtifactLocation> {
  try {
    return { ...(await download(source, options)), recordedAt: withoutSecrets(options.recorded) };
  } catch (error) {
    // The server has no such files either: the first reason says more.
    throw error instanceof ArtifactNotFoundError ? options.error : error;
  }
}

async function download(source: ArtifactSource, options: FetchOptions): Promise<ArtifactLocation> {
  if (options.isLocalOnly) throw new NotDownloadedError(source.uri);
  const { storeHost, signal = new AbortController().signal, onDownload } = options;
  const folder = await downloadArtifacts(source, {
    cacheFolder: storeHost.cacheFolder,
    cacheLimit: cacheLimitOf(storeHost.environment),
    signal,
    ...(onDownload && { onProgress: onDownload }),
  });
  return { folder, downloadedFrom: source.uri };
}
