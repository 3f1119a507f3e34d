import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { MlflowError, messageOf } from '../errors.ts';
import type {
  LoggedModel,
  ModelVersion,
  RegisteredModel,
  Run,
  TrackingStore,
} from './tracking-store.ts';

const runMeta = z.looseObject({ artifact_uri: z.string() });

const loggedModelMeta = z.looseObject({
  name: z.string(),
  source_run_id: z.string().nullish(),
  artifact_location: z.string(),
  creation_timestamp: z.number(),
});

const registeredModelMeta = z.looseObject({ name: z.string() });

const versionMeta = z.looseObject({
  version: z.coerce.number().int(),
  current_stage: z.string().nullish(),
  run_id: z.string().nullish(),
  model_id: z.string().nullish(),
  source: z.string(),
  storage_location: z.string().nullish(),
});

/** Folders of the store that are not experiments. */
const reserved = new Set(['.trash', 'models', '.mlflow']);

/**
 * Opens an `mlruns` folder for reading (MLflow 1.x to 3.x):
 * `<experiment>/<run>/meta.yaml`, `<experiment>/models/<model id>/meta.yaml` (3.x) and
 * `models/<name>/version-<n>/meta.yaml` with `models/<name>/aliases/<alias>`.
 * Source: mlflow.store.tracking.file_store.FileStore and
 * mlflow.store.model_registry.file_store.FileStore (3.17).
 */
export function openFileStore(root: string): TrackingStore {
  return {
    description: `the file store ${root}`,
    root,
    findRun: (runId) => findRun(root, runId),
    findLoggedModel: (modelId) => findLoggedModel(root, modelId),
    findLoggedModelsOfRun: (run) => findLoggedModelsOfRun(root, run),
    findRegisteredModel: (name) => findRegisteredModel(join(root, 'models', name)),
    listRegisteredModels: () => listRegisteredModels(join(root, 'models')),
  };
}

async function findRun(root: string, runId: string): Promise<Run | undefined> {
  for (const experimentId of await listExperiments(root)) {
    const meta = await readMeta(join(root, experimentId, runId), runMeta);
    if (meta) return { runId, experimentId, artifactUri: meta.artifact_uri };
  }
  return undefined;
}

async function findLoggedModel(root: string, modelId: string): Promise<LoggedModel | undefined> {
  for (const experimentId of await listExperiments(root)) {
    const model = await readLoggedModel(join(root, experimentId, 'models'), modelId);
    if (model) return model;
  }
  return undefined;
}

async function findLoggedModelsOfRun(root: string, run: Run): Promise<readonly LoggedModel[]> {
  const folder = join(root, run.experimentId, 'models');
  const found: LoggedModel[] = [];
  for (const modelId of await listFolders(folder)) {
    const model = await readLoggedModel(folder, modelId);
    if (model?.sourceRunId === run.runId) found.push(model);
  }
  return found.toSorted((a, b) => b.createdAt - a.createdAt);
}

async function readLoggedModel(folder: string, modelId: string): Promise<LoggedModel | undefined> {
  const meta = await readMeta(join(folder, modelId), loggedModelMeta);
  if (!meta) return undefined;
  return {
    modelId,
    name: meta.name,
    artifactUri: meta.artifact_location,
    createdAt: meta.creation_timestamp,
    ...(meta.source_run_id && { sourceRunId: meta.source_run_id }),
  };
}

async function listRegisteredModels(folder: string): Promise<readonly RegisteredModel[]> {
  const models = await Promise.all(
    (await listFolders(folder)).map((name) => findRegisteredModel(join(folder, name))),
  );
  return models.filter((model) => model !== undefined);
}

async function findRegisteredModel(folder: string): Promise<RegisteredModel | undefined> {
  const meta = await readMeta(folder, registeredModelMeta);
  if (!meta) return undefined;
  const aliases = await readAliases(join(folder, 'aliases'));
  const versions: ModelVersion[] = [];
  for (const entry of await listFolders(folder)) {
    if (!entry.startsWith('version-')) continue;
    const version = await readVersion(join(folder, entry), meta.name, aliases);
    if (version) versions.push(version);
  }
  return { name: meta.name, aliases, versions: versions.toSorted((a, b) => a.version - b.version) };
}

async function readVersion(
  folder: string,
  name: string,
  aliases: ReadonlyMap<string, number>,
): Promise<ModelVersion | undefined> {
  const meta = await readMeta(folder, versionMeta);
  if (!meta) return undefined;
  const own = [...aliases].filter(([, version]) => version === meta.version);
  return {
    name,
    version: meta.version,
    aliases: own.map(([alias]) => alias),
    source: meta.source,
    ...(meta.current_stage && meta.current_stage !== 'None' && { stage: meta.current_stage }),
    ...(meta.run_id && { runId: meta.run_id }),
    ...(meta.model_id && { modelId: meta.model_id }),
    ...(meta.storage_location && { storageLocation: meta.storage_location }),
  };
}

async function readAliases(folder: string): Promise<ReadonlyMap<string, number>> {
  const aliases = new Map<string, number>();
  for (const entry of await list(folder)) {
    if (!entry.isFile()) continue;
    const text = await readFile(join(folder, entry.name), 'utf8');
    aliases.set(entry.name, Number(text.trim()));
  }
  return aliases;
}

async function listExperiments(root: string): Promise<readonly string[]> {
  return (await listFolders(root)).filter((name) => !reserved.has(name));
}

async function listFolders(folder: string): Promise<readonly string[]> {
  const entries = await list(folder);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** A folder that is not there has nothing in it; any other failure is told. */
async function list(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw new MlflowError(
      'PERMISSION_DENIED',
      `The folder ${folder} of the tracking store cannot be listed: ${messageOf(cause)}.`,
      { cause },
    );
  }
}

async function readMeta<T>(folder: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const path = join(folder, 'meta.yaml');
  if (!(await stat(path).catch(() => undefined))) return undefined;
  try {
    return schema.parse(parse(await readFile(path, 'utf8'), { maxAliasCount: 10 }));
  } catch (cause) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${path} of the tracking store cannot be read: ${firstLine(messageOf(cause))}. ` +
        'Expected the YAML that MLflow writes; restore the file from a copy of the store.',
      { cause },
    );
  }
}

function isMissing(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException).code; // Node's file errors carry a code
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
