import { join } from 'node:path';
import * as z from 'zod';
import { type Page, type PageRequest, pageOf } from '../page.ts';
import { aliasesOf, deletedStage, stageOf } from '../registered-model.ts';
import type { ModelVersion, RegisteredModel } from '../tracking-store.ts';
import { listFolders, readFiles, readMeta } from './read-meta.ts';

const registeredModelMeta = z.looseObject({ name: z.string(), description: z.string().nullish() });

const versionMeta = z.looseObject({
  version: z.coerce.number().int(),
  current_stage: z.string().nullish(),
  description: z.string().nullish(),
  run_id: z.string().nullish(),
  model_id: z.string().nullish(),
  source: z.string(),
  storage_location: z.string().nullish(),
});

/** Registered models by name, below `models` of the store. */
export async function listRegisteredModels(
  folder: string,
  request: PageRequest = {},
): Promise<Page<RegisteredModel>> {
  const { items, next } = pageOf((await listFolders(folder)).toSorted(), request);
  const models = await Promise.all(items.map((name) => findRegisteredModel(join(folder, name))));
  return {
    items: models.filter((model) => model !== undefined),
    ...(next !== undefined && { next }),
  };
}

/**
 * One registered model: `meta.yaml`, `aliases/<alias>`, `tags/<key>` and `version-<n>/meta.yaml`.
 * Source: mlflow.store.model_registry.file_store.FileStore (3.17).
 */
export async function findRegisteredModel(folder: string): Promise<RegisteredModel | undefined> {
  const meta = await readMeta(folder, registeredModelMeta);
  if (!meta) return undefined;
  const aliases = await readAliases(folder);
  const versions: ModelVersion[] = [];
  for (const entry of await listFolders(folder)) {
    if (!entry.startsWith('version-')) continue;
    const version = await readVersion(join(folder, entry), meta.name, aliases);
    if (version) versions.push(version);
  }
  return {
    name: meta.name,
    aliases,
    versions: versions.toSorted((a, b) => a.version - b.version),
    tags: await readFiles(join(folder, 'tags')),
    ...(meta.description && { description: meta.description }),
  };
}

async function readVersion(
  folder: string,
  name: string,
  aliases: ReadonlyMap<string, number>,
): Promise<ModelVersion | undefined> {
  const meta = await readMeta(folder, versionMeta);
  // A deleted version keeps its folder.
  if (!meta || meta.current_stage === deletedStage) return undefined;
  return {
    name,
    version: meta.version,
    aliases: aliasesOf(meta.version, aliases),
    tags: await readFiles(join(folder, 'tags')),
    source: meta.source,
    ...stageOf(meta.current_stage),
    ...(meta.description && { description: meta.description }),
    ...(meta.run_id && { runId: meta.run_id }),
    ...(meta.model_id && { modelId: meta.model_id }),
    ...(meta.storage_location && { storageLocation: meta.storage_location }),
  };
}

async function readAliases(folder: string): Promise<ReadonlyMap<string, number>> {
  const texts = await readFiles(join(folder, 'aliases'));
  return new Map([...texts].map(([alias, text]) => [alias, Number(text.trim())]));
}
