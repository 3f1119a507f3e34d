import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ArtifactNotFoundError } from '../errors.ts';

/** Appends text, or bytes of UTF-8, to the file. */
export type Append = (text: string | Uint8Array) => Promise<void>;

/**
 * Writes a file under a temporary name beside its final one and renames it when `write` is done.
 * When `write` throws, nothing new stands under the final name and the temporary file is removed.
 * Throws ArtifactNotFoundError when the folder does not exist.
 */
export async function writeFileSafely<T>(
  path: string,
  write: (append: Append) => Promise<T>,
): Promise<T> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  const file = await openNew(temporary, path);
  try {
    const result = await write(async (text) => {
      await file.writeFile(text, 'utf8'); // a handle's writeFile goes on where the last one ended
    });
    await file.close();
    await rename(temporary, path);
    return result;
  } catch (error) {
    await file.close().catch(() => {}); // closed already when the renaming failed
    await rm(temporary, { force: true });
    throw error;
  }
}

async function openNew(temporary: string, path: string): Promise<FileHandle> {
  try {
    return await open(temporary, 'wx');
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'ENOENT') throw cause;
    throw new ArtifactNotFoundError(
      `There is no folder ${dirname(path)} to write to; create it, or choose another output path.`,
      { cause },
    );
  }
}
