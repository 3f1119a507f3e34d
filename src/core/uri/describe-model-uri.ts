import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type LocalModel, openLocalModel } from '../model/local-model.ts';
import { type Resolution, resolveModelUri, type ResolveOptions } from './resolve-model-uri.ts';

/** What a model URI leads to, as far as it can be told without fetching or loading anything. */
export interface ModelUriDescription {
  readonly resolution: Resolution;
  readonly model: LocalModel;
  /** Of all files below the model's folder; undefined for a folder of more than 10,000 files. */
  readonly bytes?: number;
}

const mostFiles = 10_000;

/**
 * Follows a model URI to its files on this machine and reads its MLmodel file. Throws
 * NotDownloadedError for files that are elsewhere, and what resolveModelUri throws.
 */
export async function describeModelUri(
  uri: string,
  options: Omit<ResolveOptions, 'isLocalOnly' | 'onDownload'>,
): Promise<ModelUriDescription> {
  const resolution = await resolveModelUri(uri, { ...options, isLocalOnly: true });
  const { folder, name } = resolution;
  const [model, bytes] = await Promise.all([
    openLocalModel(folder, { uri, name }),
    measureFolder(folder),
  ]);
  return { resolution, model, ...(bytes !== undefined && { bytes }) };
}

/** Links are not followed: they may lead around in a circle. */
async function measureFolder(root: string): Promise<number | undefined> {
  const folders = [root];
  let bytes = 0;
  let count = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true });
    count += entries.length;
    if (count > mostFiles) return undefined;
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) bytes += (await stat(path)).size;
    }
  }
  return bytes;
}
