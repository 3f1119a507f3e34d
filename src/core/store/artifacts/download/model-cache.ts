import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Environment } from '../../../environment.ts';
import { MlflowError } from '../../../errors.ts';
import { isFolder } from '../../../file-info.ts';
import { isLocked } from './download-lock.ts';

/** A downloaded model. */
export interface CachedModel {
  /** Absolute path of its files. */
  readonly folder: string;
  /** Where they are from, without any credentials; empty when nobody noted it. */
  readonly uri: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly usedAt: number;
}

/** Downloaded models are kept up to this many bytes where nothing else is said. */
const usualLimit = 10e9;
/** A model that was used this lately is never removed to make room, in milliseconds. */
const recently = 10 * 60_000;
/** Parts of a download that nobody went on with, in milliseconds. */
const abandoned = 24 * 3_600_000;

const units: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};

/**
 * How many bytes of models are kept: MLINVOKE_CACHE_LIMIT, such as `20GB` or `500 MiB`, else 10 GB.
 * Throws MlflowError INVALID_PARAMETER_VALUE for a value that says no size.
 */
export function cacheLimitOf(environment: Environment): number {
  const text = environment['MLINVOKE_CACHE_LIMIT']?.trim();
  if (!text) return usualLimit;
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text) ?? [];
  const factor = units[unit.toUpperCase()];
  if (number !== '' && factor !== undefined) return Math.floor(Number(number) * factor);
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `MLINVOKE_CACHE_LIMIT is "${text}", which is no size. Accepted are bytes and units, such as 20GB or 500MiB.`,
  );
}

/** The folder of downloaded models below the cache folder. */
export function modelsFolderOf(cacheFolder: string): string {
  return join(cacheFolder, 'models');
}

const note = z.object({ uri: z.string(), bytes: z.number() });

/** Writes down where a model is from, beside its folder. */
export async function noteModel(
  folder: string,
  model: { readonly uri: string; readonly bytes: number },
): Promise<void> {
  const temporary = `${folder}.${randomUUID()}.tmp`;
  await writeFile(temporary, JSON.stringify({ uri: model.uri, bytes: model.bytes }));
  await rename(temporary, `${folder}.json`);
}

/** The downloaded models, the last used first. */
export async function listCachedModels(cacheFolder: string): Promise<readonly CachedModel[]> {
  const root = modelsFolderOf(cacheFolder);
  const names = (await readdir(root).catch(() => [])).filter(isModelName);
  const models = await Promise.all(names.map((name) => readModel(join(root, name))));
  return models.filter((model) => model !== undefined).toSorted((a, b) => b.usedAt - a.usedAt);
}

async function readModel(folder: string): Promise<CachedModel | undefined> {
  const info = await stat(folder).catch(() => undefined);
  if (!info?.isDirectory()) return undefined;
  const known = await readFile(`${folder}.json`, 'utf8')
    .then((text) => note.parse(JSON.parse(text)))
    .catch(() => undefined);
  return {
    folder,
    uri: known?.uri ?? '',
    bytes: known?.bytes ?? (await sizeOf(folder)),
    usedAt: info.mtimeMs,
  };
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

/** What {@link clearModelCache} removed. */
export interface ClearedCache {
  readonly modelCount: number;
  readonly bytes: number;
}

/** Removes all downloaded models and what is left of broken downloads; those under way stay. */
export async function clearModelCache(cacheFolder: string): Promise<ClearedCache> {
  const models = await listCachedModels(cacheFolder);
  let bytes = 0;
  for (const model of models) {
    await removeModel(model.folder);
    bytes += model.bytes;
  }
  await removeLeftovers(cacheFolder, 0);
  return { modelCount: models.length, bytes };
}

/**
 * Removes the models that were used longest ago until the rest fits the limit. `keep` stays, as do
 * models used in the last ten minutes.
 */
export async function trimModelCache(
  cacheFolder: string,
  { limit, keep }: { readonly limit: number; readonly keep: string },
): Promise<void> {
  await removeLeftovers(cacheFolder, abandoned);
  const models = await listCachedModels(cacheFolder);
  let total = models.reduce((sum, { bytes }) => sum + bytes, 0);
  const now = Date.now();
  for (const { folder, bytes, usedAt } of models.toReversed()) {
    if (total <= limit) return;
    if (folder === keep || now - usedAt < recently) continue;
    // One that another process holds open, or removes too, is no reason for a download to fail.
    await removeModel(folder).then(
      () => (total -= bytes),
      () => {},
    );
  }
}

/** Out of its name first, at once: nobody finds half of a model under it. */
async function removeModel(folder: string): Promise<void> {
  const away = `${folder}.${randomUUID()}.trash`;
  await rename(folder, away).catch(async (error: unknown) => {
    // Another process was faster.
    if (await isFolder(folder)) throw error;
  });
  await rm(`${folder}.json`, { force: true });
  await rm(away, { recursive: true, force: true });
}

async function removeLeftovers(cacheFolder: string, age: number): Promise<void> {
  const root = modelsFolderOf(cacheFolder);
  for (const name of await readdir(root).catch(() => [])) {
    if (isModelName(name)) continue;
    const path = join(root, name);
    const [key = ''] = name.split('.', 1);
    if (name === `${key}.json` && (await isFolder(join(root, key)))) continue;
    const info = await stat(path).catch(() => undefined);
    const isOld = info !== undefined && Date.now() - info.mtimeMs >= age;
    if (isOld && !(await isLocked(join(root, `${key}.lock`)))) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

function isModelName(name: string): boolean {
  return /^[0-9a-f]{40}$/.test(name);
}
