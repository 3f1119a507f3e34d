import { stat } from 'node:fs/promises';

/** Whether there is a folder, or a link to one, that can be looked at. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** The bytes of a file; undefined when there is no file, or none that can be looked at. */
export async function fileSize(path: string): Promise<number | undefined> {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() ? info.size : undefined;
}
