import {
  type CachedModel,
  cacheLimitOf,
  clearModelCache,
  listCachedModels,
  modelsFolderOf,
} from '../core/store/artifacts/download/model-cache.ts';
import { type CliContext, exitCodes, writeJson } from './cli-context.ts';
import { sizeText } from './size-text.ts';

/** The options of `mlinvoke cache`. */
export interface CacheFlags {
  readonly clear?: boolean;
  readonly json?: boolean;
}

/** Shows the downloaded models with their sizes, or removes them all. */
export async function cache(flags: CacheFlags, context: CliContext): Promise<number> {
  const { cacheFolder, environment } = context.storeHost;
  const path = modelsFolderOf(cacheFolder);
  if (flags.clear) {
    const { modelCount, bytes } = await clearModelCache(cacheFolder);
    if (flags.json) writeJson(context, { path, removed: modelCount, bytes });
    else context.out(`Removed ${countOf(modelCount)}, ${sizeText(bytes)}, from ${path}.\n`);
    return exitCodes.ok;
  }
  const limit = cacheLimitOf(environment);
  const models = await listCachedModels(cacheFolder);
  const bytes = models.reduce((sum, model) => sum + model.bytes, 0);
  if (flags.json) writeJson(context, { path, bytes, limit, models: models.map(modelData) });
  else {
    context.out(`${path}: ${countOf(models.length)}, ${sizeText(bytes)} of ${sizeText(limit)}\n`);
    for (const model of models) context.out(`${formatModel(model)}\n`);
  }
  return exitCodes.ok;
}

function modelData({ folder, uri, bytes, usedAt }: CachedModel) {
  return { uri, folder, bytes, usedAt: new Date(usedAt).toISOString() };
}

function formatModel({ uri, folder, bytes, usedAt }: CachedModel): string {
  const used = new Date(usedAt).toISOString().slice(0, 16).replace('T', ' ');
  return `${sizeText(bytes).padStart(9)}  used ${used} UTC  ${uri || folder}`;
}

function countOf(models: number): string {
  return models === 1 ? '1 model' : `${models} models`;
}
