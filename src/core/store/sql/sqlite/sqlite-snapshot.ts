import { constants } from 'node:fs';
import { copyFile, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ArtifactNotFoundError, MlflowError } from '../../../errors.ts';
import { fileSize } from '../../../file-info.ts';
import { type HostProcess, makeTemporaryFolder } from '../../temporary-folder.ts';

/** A copy of a database file that nobody writes to. */
export interface SqliteSnapshot {
  readonly path: string;
  /** True as long as nobody has written to the original since the copy was made. */
  isCurrent(): Promise<boolean>;
  remove(): Promise<void>;
}

const magic = 'SQLite format 3\0';
const tries = 20;
const pause = 100;

/**
 * Copies an SQLite file, with its write-ahead log if it has one, in a state between two
 * transactions, also while a server writes to it: the file's change counter, size and time are the
 * same before and after, and no rollback journal lies beside it (https://sqlite.org/fileformat.html,
 * sections 1.3 and 3). So that nothing is ever written beside the user's file, not even a lock.
 * Throws ArtifactNotFoundError when there is no such file, and MlflowError when it is no database
 * or is written to without a pause.
 */
export async function takeSnapshot(original: string, owner: HostProcess): Promise<SqliteSnapshot> {
  const folder = await makeTemporaryFolder('sqlite', owner);
  const path = join(folder.path, 'copy.db');
  try {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const before = await readState(original);
      if (before.isQuiet) {
        await copy(original, path);
        const after = await readState(original);
        if (after.mark === before.mark) {
          const isCurrent = async () => (await readState(original)).mark === after.mark;
          return { path, isCurrent, remove: () => folder.remove() };
        }
      }
      await wait(pause);
    }
  } catch (error) {
    await folder.remove();
    throw error;
  }
  await folder.remove();
  throw new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    `The SQLite file ${original} has been written to for ${(tries * pause) / 1000} seconds without a pause, ` +
      'so it could not be read. Try again when the server is idle, or give the address of the server.',
  );
}

async function copy(original: string, path: string): Promise<void> {
  await copyFile(original, path, constants.COPYFILE_FICLONE);
  const log = `${original}-wal`;
  if (await fileSize(log)) await copyFile(log, `${path}-wal`, constants.COPYFILE_FICLONE);
  else await rm(`${path}-wal`, { force: true });
}

interface FileState {
  /** Changes with every transaction. */
  readonly mark: string;
  /** False while a transaction is being written. */
  readonly isQuiet: boolean;
}

async function readState(original: string): Promise<FileState> {
  const header = await readHeader(original);
  const info = await stat(original);
  const log = await stat(`${original}-wal`).catch(() => undefined);
  const marks = [header.toString('hex', 24, 28), info.size, info.mtimeMs, log?.size, log?.mtimeMs];
  return { mark: marks.join(' '), isQuiet: !(await fileSize(`${original}-journal`)) };
}

async function readHeader(original: string): Promise<Buffer> {
  const file = await open(original, 'r').catch((cause: unknown) => {
    throw new ArtifactNotFoundError(
      `There is no readable SQLite file ${original}. Give the mlflow.db that the MLflow server writes.`,
      { cause },
    );
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(100), 0, 100, 0);
    if (bytesRead === 100 && buffer.toString('latin1', 0, 16) === magic) return buffer;
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${original} is not an SQLite database${bytesRead === 0 ? ': it is empty' : ''}. ` +
        'Give the mlflow.db that the MLflow server writes.',
    );
  } finally {
    await file.close();
  }
}
