import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { ArtifactNotFoundError, MlflowError, messageOf } from '../../errors.ts';
import type { ArtifactFile, ArtifactSource } from './artifact-source.ts';

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
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
}

const parallelDownloads = 8;
const tries = 4;

/**
 * Brings a model's files onto this machine and gives their folder. The folder is named after the
 * place and what it holds, so that the same files are never fetched twice and changed ones never
 * mistaken. A download that was broken off goes on with the files that are still missing; a folder
 * under its final name is always whole. Throws ArtifactNotFoundError when the place is empty, and
 * MlflowError for what cannot be fetched.
 */
export async function downloadArtifacts(
  source: ArtifactSource,
  options: DownloadOptions,
): Promise<string> {
  const { cacheFolder, signal } = options;
  const files = (await source.list(signal)).map((file) => checkPath(file, source));
  if (files.length === 0) {
    throw new ArtifactNotFoundError(
      `There are no files at ${source.uri}. The model may have been deleted, or this account may not list it.`,
    );
  }
  const folder = join(cacheFolder, 'models', keyOf(source, files));
  if (await isFolder(folder)) {
    // The least recently used are removed first.
    await utimes(folder, new Date(), new Date()).catch(() => {});
    return folder;
  }
  const partial = `${folder}.partial`;
  await mkdir(partial, { recursive: true });
  await downloadAll(source, files, { ...options, partial });
  await publish(partial, folder);
  return folder;
}

/** Names of files come from a server and become paths here: they may not lead out. */
function checkPath(file: ArtifactFile, source: ArtifactSource): ArtifactFile {
  const parts = file.path.split('/');
  const isSafe =
    !/[\\\0]|^[A-Za-z]:/.test(file.path) &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (isSafe) return file;
  throw new MlflowError(
    'PERMISSION_DENIED',
    `${source.uri} lists a file ${JSON.stringify(file.path)}, a name that leads out of the model's folder. ` +
      'Nothing was downloaded; tell the owner of the store.',
  );
}

function keyOf(source: ArtifactSource, files: readonly ArtifactFile[]): string {
  const lines = files.map(({ path, size, version }) => `${path}\t${size ?? ''}\t${version ?? ''}`);
  const text = `${source.uri}\n${lines.toSorted().join('\n')}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

interface Job extends DownloadOptions {
  readonly partial: string;
}

async function downloadAll(
  source: ArtifactSource,
  files: readonly ArtifactFile[],
  job: Job,
): Promise<void> {
  const byteCount = files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const state = { filesDone: 0, fileCount: files.length, bytesDone: 0, byteCount };
  // One failure ends the others.
  const stop = new AbortController();
  const signal = AbortSignal.any([job.signal, stop.signal]);
  const pending = [...files];
  const work = async (): Promise<void> => {
    for (let file = pending.shift(); file; file = pending.shift()) {
      const bytes = await downloadFile(source, file, { ...job, signal });
      state.filesDone += 1;
      state.bytesDone += bytes;
      job.onProgress?.({ ...state });
    }
  };
  const workers = Array.from({ length: Math.min(parallelDownloads, files.length) }, work);
  try {
    await Promise.all(workers);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(workers);
    job.signal.throwIfAborted();
    throw error;
  }
}

/** Fetches one file unless it is there already; gives its size. */
async function downloadFile(source: ArtifactSource, file: ArtifactFile, job: Job): Promise<number> {
  const target = join(job.partial, ...file.path.split('/'));
  const present = await stat(target).catch(() => undefined);
  if (present?.isFile() && present.size === file.size) return present.size;
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${randomUUID()}.part`;
  try {
    await fetchInto(temporary, { source, file, signal: job.signal });
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
  return (await stat(target)).size;
}

interface Fetch {
  readonly source: ArtifactSource;
  readonly file: ArtifactFile;
  readonly signal: AbortSignal;
}

/** Writes the bytes of a file; when the connection breaks it goes on where it broke. */
async function fetchInto(path: string, fetch: Fetch): Promise<void> {
  const { source, file, signal } = fetch;
  for (let count = 1; ; count += 1) {
    const start = (await stat(path).catch(() => undefined))?.size ?? 0;
    try {
      const { stream, isPartial } = await source.open(file, { start, signal });
      await pipeline(stream, createWriteStream(path, { flags: isPartial ? 'a' : 'w' }), { signal });
      const { size } = await stat(path);
      if (file.size === undefined || size === file.size) return;
      if (size > file.size) await rm(path, { force: true });
      throw new Error(`${size} of ${file.size} bytes came`);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof MlflowError) throw error;
      if (count >= tries) throw brokenOff(source, file, error);
    }
    await wait(250 * 2 ** count, undefined, { signal });
  }
}

function brokenOff(source: ArtifactSource, file: ArtifactFile, cause: unknown): MlflowError {
  return new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    `The download of ${file.path} from ${source.uri} broke off ${tries} times: ${messageOf(cause)}. ` +
      'Try again: what has come already is kept.',
    { cause },
  );
}

/** Somebody else may have finished the same download at the same time: theirs is as good. */
async function publish(partial: string, folder: string): Promise<void> {
  try {
    await rename(partial, folder);
  } catch (error) {
    if (!(await isFolder(folder))) throw error;
    await rm(partial, { recursive: true, force: true });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
