import { homedir, platform } from 'node:os';
import { join, resolve } from 'node:path';
import type { Environment } from '../environment.ts';

/**
 * Where downloaded models are kept on this machine, for the terminal and the editor alike:
 * MLINVOKE_CACHE, as an absolute path, else {@link userCacheFolder}.
 */
export function cacheFolderOf(environment: Environment): string {
  const chosen = environment['MLINVOKE_CACHE'];
  return chosen ? resolve(chosen) : userCacheFolder(environment);
}

/** The folder that the system has for caches of this user alone. */
export function userCacheFolder(environment: Environment): string {
  if (platform() === 'win32') {
    return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData/Local'), 'mlinvoke/Cache');
  }
  if (platform() === 'darwin') return join(homedir(), 'Library/Caches/mlinvoke');
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'mlinvoke');
}
