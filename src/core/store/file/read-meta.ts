import { readdir, readFile, stat } from 'node:fs/promises';
import type { Dirent, Stats } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { MlflowError, messageOf } from '../../errors.ts';
import { readYaml } from '../../read-yaml.ts';

/**
 * The `meta.yaml` of a folder of the store; undefined when there is none. Throws MlflowError for
 * one that cannot be read, naming the file.
 */
export async function readMeta<T>(folder: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const path = join(folder, 'meta.yaml');
  const text = await readText(path);
  return text === undefined ? undefined : parseMeta(path, text, schema);
}

/** What a `meta.yaml` with this text says; throws as {@link readMeta} does, naming `path`. */
export function parseMeta<T>(path: string, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(readYaml(text));
  } catch (cause) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${path} of the tracking store cannot be read: ${firstLine(messageOf(cause))}. ` +
        'Expected the YAML that MLflow writes; restore the file from a copy of the store.',
      { cause },
    );
  }
}

/** A file's text; undefined when it is not there. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw unreadable(path, cause);
  }
}

/** What the system says of a file; undefined when it is not there. */
export async function readStats(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw unreadable(path, cause);
  }
}

/** The names of the folders in a folder; none when it is not there. */
export async function listFolders(folder: string): Promise<readonly string[]> {
  const entries = await list(folder);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** The files in a folder with their texts, by name; deeper ones by their path (`a/b`). */
export async function readFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const visit = async (path: string): Promise<void> => {
    for (const entry of await list(join(folder, path))) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) await visit(inner);
      else if (entry.isFile()) texts.set(inner, (await readText(join(folder, inner))) ?? '');
    }
  };
  await visit('');
  return texts;
}

/** A folder that is not there has nothing in it; any other failure is told. */
async function list(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw unreadable(folder, cause);
  }
}

function unreadable(path: string, cause: unknown): MlflowError {
  return new MlflowError(
    'PERMISSION_DENIED',
    `${path} of the tracking store cannot be read: ${messageOf(cause)}.`,
    { cause },
  );
}

function isMissing(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException).code; // Node's file errors carry a code
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
