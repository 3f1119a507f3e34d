import type { StoreHost } from '../store-host.ts';
import type { TrackingStore } from '../tracking-store.ts';
import type { ArtifactSource } from './artifact-source.ts';

/**
 * The source of artifacts that are not files of this machine; undefined for a path or a `file:`
 * URI, and for what a server hands on when no server is asked: those are looked for on this disk.
 */
export async function openArtifacts(
  uri: string,
  store: TrackingStore | undefined,
  _host: StoreHost,
): Promise<ArtifactSource | undefined> {
  return store?.openArtifacts?.(uri);
}
