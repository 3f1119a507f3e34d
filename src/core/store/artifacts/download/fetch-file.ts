import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { MlflowError, messageOf } from '../../../errors.ts';
import { fileSize } from '../../../file-info.ts';
import type { ArtifactFile, ArtifactSource } from '../artifact-source.ts';
import { type Checksum, checksumOf } from './checksum.ts';

/** Where one file comes from and goes to. */
export interface FileJob {
  readonly source: ArtifactSource;
  readonly file: ArtifactFile;
  /** Folder of whole files; they appear there under their own names. */
  readonly folder: string;
  /** Folder of files that have not come whole yet. */
  readonly parts: string;
  readonly signal: AbortSignal;
  /** Told how many bytes more there are; fewer, by a negative count, when a file begins again. */
  readonly onBytes: (count: number) => void;
}

const tries = 4;

/**
 * Fetches one file unless it is there already; when the connection breaks it goes on where it
 * broke, also after an earlier call. A file appears under its name only when it has the size and
 * the checksum that the source gave.
 */
export async function fetchFile(job: FileJob): Promise<void> {
  const { file, folder, parts, onBytes } = job;
  const target = join(folder, ...file.path.split('/'));
  const present = await fileSize(target);
  if (present !== undefined && (file.size === undefined || present === file.size)) {
    onBytes(present);
    return;
  }
  const part = join(parts, createHash('sha256').update(file.path).digest('hex').slice(0, 32));
  await fetchWhole(part, job);
  await mkdir(dirname(target), { recursive: true });
  await rename(part, target);
}

interface PartJob extends FileJob {
  /** Told how much of the file is there. */
  readonly report: (size: number) => void;
}

async function fetchWhole(part: string, fileJob: FileJob): Promise<void> {
  const { file, signal, onBytes } = fileJob;
  let reported = 0;
  const report = (size: number): void => {
    onBytes(size - reported);
    reported = size;
  };
  const job = { ...fileJob, report };
  let checksum = file.checksum;
  for (let count = 1; ; count += 1) {
    try {
      checksum = (await fetchRest(part, job)) ?? checksum;
      await checkWhole(part, { ...job, checksum });
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof MlflowError) throw error;
      if (count >= tries) throw brokenOff(job, error);
    }
    await wait(250 * 2 ** count, undefined, { signal });
  }
}

/** Appends what is missing; gives the checksum that came with it. */
async function fetchRest(part: string, job: PartJob): Promise<Checksum | undefined> {
  const { source, file, signal, report } = job;
  const start = (await fileSize(part)) ?? 0;
  report(start);
  if (start > 0 && start === file.size) return undefined;
  const { stream, isPartial, checksum } = await source.open(file, { start, signal });
  let size = isPartial ? start : 0;
  const limit = file.size ?? Number.POSITIVE_INFINITY;
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      size += chunk.length;
      report(size);
      done(size > limit ? tooLong(job) : null, chunk);
    },
  });
  await pipeline(stream, counted, createWriteStream(part, { flags: isPartial ? 'a' : 'w' }), {
    signal,
  });
  return checksum;
}

/** Throws, and forgets what came, when it is not the file. */
async function checkWhole(
  part: string,
  job: PartJob & { readonly checksum: Checksum | undefined },
): Promise<void> {
  const { file, checksum, signal, report } = job;
  const size = (await fileSize(part)) ?? 0;
  if (file.size !== undefined && size !== file.size) {
    throw new Error(`${size} of ${file.size} bytes came`);
  }
  if (!checksum || (await checksumOf(part, checksum.algorithm, signal)) === checksum.value) return;
  await rm(part, { force: true });
  report(0);
  throw new Error(`what came has another ${checksum.algorithm} checksum than the source gives`);
}

function tooLong({ source, file }: FileJob): MlflowError {
  return new MlflowError(
    'RESOURCE_EXHAUSTED',
    `${source.uri} said that ${file.path} has ${file.size} bytes and sends more. The download was given up.`,
  );
}

function brokenOff({ source, file }: FileJob, cause: unknown): MlflowError {
  return new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    `The download of ${file.path} from ${source.uri} broke off ${tries} times: ${messageOf(cause)}. ` +
      'Try again: what has come already is kept.',
    { cause },
  );
}
