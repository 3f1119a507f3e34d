import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrackingStore } from '../../../src/core/store/tracking-store.ts';
import { openFileStore } from '../../../src/core/store/file/file-store.ts';
import { NotDownloadedError } from '../../../src/core/store/artifacts/not-downloaded-error.ts';
import { resolveModelUri } from '../../../src/core/uri/resolve-model-uri.ts';
import { storeHost } from '../../helpers/store-host.ts';

const root = resolve(import.meta.dirname, '../../../samples/mlruns');

/** The sample store, with every look and the end of it written down. */
function watchedStore(): { store: TrackingStore; seen: string[] } {
  const seen: string[] = [];
  const store: TrackingStore = {
    ...openFileStore(root),
    openArtifacts: (uri) => ({
      uri,
      list: async () => {
        seen.push('list');
        return [];
      },
      open: () => Promise.reject(new Error('nothing is to be opened')),
    }),
    close: async () => {
      seen.push('close');
    },
  };
  return { store, seen };
}

describe('resolving with a store that is open already', () => {
  it('leaves the store open', async () => {
    const { store, seen } = watchedStore();
    const local = { ...openFileStore(root), close: () => store.close() };
    const options = { workingDirectory: '/', storeHost: storeHost(), store: local };
    const found = await resolveModelUri('models:/iris@champion', options);
    expect(found.folder.startsWith(join(root))).toBe(true);
    expect(seen).toEqual([]);
  });

  it('asks nobody for files when only this machine is to be looked at', async () => {
    const { store, seen } = watchedStore();
    const options = { workingDirectory: '/', storeHost: storeHost(), store, isLocalOnly: true };
    const error = await resolveModelUri('models:/iris@champion', options).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(NotDownloadedError);
    expect(String(error)).toContain('Download the model');
    expect(seen).toEqual([]);
  });
});
