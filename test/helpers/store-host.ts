import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoreHost } from '../../src/core/store/store-host.ts';

/** A host for stores that need no thread; its environment says nothing. */
export function storeHost(parts: Partial<StoreHost> = {}): StoreHost {
  return {
    environment: {},
    owner: process,
    sqliteWorkerFile: 'dist/sqlite-worker.js',
    cacheFolder: join(tmpdir(), 'mlinvoke-test-cache'),
    ...parts,
  };
}
