import { join } from 'node:path';
import { cacheFolderOf } from '../core/store/cache-folder.ts';
import type { StoreHost } from '../core/store/store-host.ts';

/** What tracking stores need of this editor; the bundles of threads lie beside this one. */
export function storeHost(): StoreHost {
  return {
    environment: process.env,
    sqliteWorkerFile: join(__dirname, 'sqlite-worker.js'),
    cacheFolder: cacheFolderOf(process.env),
  };
}
