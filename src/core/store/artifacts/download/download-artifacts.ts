import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { mkdir, readdir, rename, rm, statfs, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ArtifactNotFoundError, MlflowError } from '../../../errors.ts';
import { isFolder } from '../../../file-info.ts';
import { readBody } from '../../../http/read-body.ts';
import { checkNames } from './artifact-names.ts';
import { unreachablePlace } from '../artifact-refusal.ts';
import type { ArtifactFile, ArtifactSource } from '../artifact-source.ts';
import { type Holding, withDownloadLock } from './download-lock.ts';
import { fetchFile } from './fetch-file.ts';
import { modelsFolderOf, noteModel, trimModelCache } from './model-cache.ts';

/** How far a download is. */
export interface DownloadProgress {
  readonly filesDone: number;
  readonly fileCount: number;
  readonly bytesDone: number;
  /** 0 when the source does not say how large its files are. */
  readonly byteCount: number;
}

/** Where a download goes and who is told. */
export interface DownloadOptions {
  readonly cacheFolder: string;
  /** Bytes of all models in the cache, and so the most that one may have. */
  readonly cacheLimit: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
}

const parallelDownloads = 8;
const tries = 4;
/** Larger than any MLmodel; its content is held in memory. */
const largestDescription = 16 * 1024 * 1024;

/**
 * Brings a model's files onto this machine and gives their folder. The folder is named after the
 * place and what it holds, so that the same files are never fetched twice and changed ones never
 * mistaken. A download that was broken off goes on where it was; a folder under its final name is
 * always whole, whoever else downloads the same. Throws ArtifactNotFoundError when the place is
 * empty, and MlflowError for what cannot be fetched or is larger than the cache may be.
 */
export async function downloadArtifacts(
  source: ArtifactSource,
  options: DownloadOptions,
): Promise<string> {
  try {
    const files = await source.list(options.signal);
    checkNames(files, source.uri);
    checkThere(source, files);
    checkSize(source, files, options.cacheLimit);
    const key = await keyOf(source, files, options.signal);
    return await keepOrFetch({ ...options, source, files, key });
  } finally {
    await source.close?.();
  }
}

function checkThere(source: ArtifactSource, files: readonly ArtifactFile[]): void {
  if (files.length > 0) return;
  throw new ArtifactNotFoundError(
    `There are no files at ${source.uri}. The model may have been deleted, or this account may not list it.`,
  );
}

function checkSize(source: ArtifactSource, files: readonly ArtifactFile[], limit: number): void {
  const odd = files.find(({ size = 0 }) => !Number.isSafeInteger(size) || size < 0);
  if (odd) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${source.uri} says that ${odd.path} has ${odd.size} bytes, which no file has.`,
    );
  }
  if (bytesOf(files) > limit) throw tooLarge(source, limit);
}

function tooLarge(source: ArtifactSource, limit: number): MlflowError {
  return new MlflowError(
    'RESOURCE_EXHAUSTED',
    `The files at ${source.uri} have more than the ${gigabytes(limit)} that the cache of models may have. ` +
      'Set MLINVOKE_CACHE_LIMIT to more, such as 50GB, or download the model and give its folder.',
  );
}

/**
 * Where a source gives no versions, the MLmodel stands for them: it holds the ids and the time of
 * what was logged.
 */
async function keyOf(
  source: ArtifactSource,
  files: readonly ArtifactFile[],
  signal: AbortSignal,
): Promise<string> {
  const lines = files.map(({ path, size, version }) => `${path}\t${size ?? ''}\t${version ?? ''}`);
  const hash = createHash('sha256').update(`${source.uri}\n${lines.toSorted().join('\n')}`);
  const description = files.find(({ path }) => path === 'MLmodel');
  if (description && files.some(({ version }) => version === undefined)) {
    hash.update(await readDescription(source, description, signal));
  }
  return hash.digest('hex').slice(0, 40);
}

async function readDescription(
  source: ArtifactSource,
  file: ArtifactFile,
  signal: AbortSignal,
): Promise<Buffer> {
  for (let count = 1; ; count += 1) {
    try {
      const { stream } = await source.open(file, { start: 0, signal });
      return await readBody(stream, largestDescription);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof MlflowError || count === tries)
        throw unreachablePlace(source.uri, error);
    }
    await wait(250 * 2 ** count, undefined, { signal });
  }
}

interface Job extends DownloadOptions {
  readonly source: ArtifactSource;
  readonly files: readonly ArtifactFile[];
  readonly key: string;
}

async function keepOrFetch(job: Job): Promise<string> {
  const root = modelsFolderOf(job.cacheFolder);
  const folder = join(root, job.key);
  if (await isPresent(folder)) return folder;
  await mkdir(root, { recursive: true });
  await checkRoom(root, job);
  return withDownloadLock(`${folder}.lock`, job.signal, async (holding) => {
    // Somebody else may have fetched it while this one waited.
    if (await isPresent(folder)) return folder;
    await fetchFolder(folder, { ...job, holding });
    await trimModelCache(job.cacheFolder, { limit: job.cacheLimit, keep: folder });
    return folder;
  });
}

/** The least recently used are removed first. */
async function isPresent(folder: string): Promise<boolean> {
  if (!(await isFolder(folder))) return false;
  await utimes(folder, new Date(), new Date()).catch(() => {});
  return true;
}

async function checkRoom(root: string, { source, files }: Job): Promise<void> {
  const { bavail, bsize } = await statfs(root);
  const [room, needed] = [bavail * bsize, bytesOf(files)];
  if (needed <= room) return;
  throw new MlflowError(
    'RESOURCE_EXHAUSTED',
    `The files at ${source.uri} have ${gigabytes(needed)}, and the disk of ${root} has room for ${gigabytes(room)}. ` +
      'Make room, or set MLINVOKE_CACHE to a folder on another disk.',
  );
}

async function fetchFolder(
  folder: string,
  job: Job & { readonly holding: Holding },
): Promise<void> {
  const { holding, source } = job;
  const partial = `${folder}.partial`;
  const parts = `${folder}.parts-${holding.id}`;
  // Half files of one that died may still be written to; whole ones are what they say.
  if (holding.isTakenOver) await removeParts(folder);
  await rename(`${folder}.parts`, parts).catch(() => mkdir(parts));
  await mkdir(partial, { recursive: true });
  try {
    const bytes = await fetchAll(job, { partial, parts });
    await noteModel(folder, { uri: source.uri, bytes });
    await publish(partial, folder);
    await rm(parts, { recursive: true, force: true });
  } catch (error) {
    await rename(parts, `${folder}.parts`).catch(() => {});
    throw error;
  }
}

async function removeParts(folder: string): Promise<void> {
  const root = dirname(folder);
  const prefix = `${folder.slice(root.length + 1)}.parts`;
  const names = (await readdir(root)).filter((name) => name.startsWith(prefix));
  await Promise.all(names.map((name) => rm(join(root, name), { recursive: true, force: true })));
}

/** Gives the bytes of all files. */
async function fetchAll(
  job: Job,
  folders: { readonly partial: string; readonly parts: string },
): Promise<number> {
  const { source, files, cacheLimit, onProgress } = job;
  const state = { filesDone: 0, fileCount: files.length, bytesDone: 0, byteCount: bytesOf(files) };
  // One failure ends the others.
  const stop = new AbortController();
  const signal = AbortSignal.any([job.signal, stop.signal]);
  // Each file listens on it more than once.
  setMaxListeners(0, signal);
  const onBytes = (count: number): void => {
    state.bytesDone += count;
    if (state.bytesDone > cacheLimit) stop.abort(tooLarge(source, cacheLimit));
    onProgress?.({ ...state });
  };
  const pending = [...files];
  const work = async (): Promise<void> => {
    for (let file = pending.shift(); file; file = pending.shift()) {
      await fetchFile({
        source,
        file,
        folder: folders.partial,
        parts: folders.parts,
        signal,
        onBytes,
      });
      state.filesDone += 1;
      onProgress?.({ ...state });
    }
  };
  const workers = Array.from({ length: Math.min(parallelDownloads, files.length) }, work);
  try {
    await Promise.all(workers);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(workers);
    throw error;
  }
  return state.bytesDone;
}

/** One that was taken for dead may have finished at the same time: its files are as good. */
async function publish(partial: string, folder: string): Promise<void> {
  try {
    await rename(partial, folder);
  } catch (error) {
    if (!(await isPresent(folder))) throw error;
    await rm(partial, { recursive: true, force: true });
  }
}

function bytesOf(files: readonly ArtifactFile[]): number {
  return files.reduce((sum, { size = 0 }) => sum + size, 0);
}

function gigabytes(bytes: number): string {
  return bytes < 1e8 ? `${Math.ceil(bytes / 1e5) / 10} MB` : `${Math.ceil(bytes / 1e8) / 10} GB`;
}
