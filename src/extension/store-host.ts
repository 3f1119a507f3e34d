import { join } from 'node:path';
import * as vscode from 'vscode';
import { cacheFolderOf } from '../core/store/cache-folder.ts';
import type { StoreHost } from '../core/store/store-host.ts';
import { downloadInEditor } from './python-download.ts';

/**
 * What tracking stores need of this editor; the bundles of threads lie beside this one. The
 * environment is that of the process, or one with the credentials for a server in it.
 */
export function storeHost(environment: StoreHost['environment'] = process.env): StoreHost {
  return {
    environment,
    signIn: {
      advice: vscode.l10n.t('Run the command "mlinvoke: Sign In to Tracking Server".'),
      hasCredentials: environment !== process.env,
    },
    owner: process,
    sqliteWorkerFile: join(__dirname, 'sqlite-worker.js'),
    cacheFolder: cacheFolderOf(process.env),
    downloadByPython: downloadInEditor,
  };
}
