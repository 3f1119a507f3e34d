import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UnchangedFiles } from '../../../src/core/store/file/unchanged-files.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** The times of a file cannot be set back, so that the clock goes ahead. */
const later = () => Date.now() + 60_000;

async function openFiles({ now = later, mostBytes = 2 ** 20 } = {}) {
  const folder = await temporaryFolder();
  const read: string[] = [];
  const files = new UnchangedFiles({
    now,
    mostBytes,
    parse: (text) => {
      read.push(text);
      return text.toUpperCase();
    },
  });
  return { read, files, pathOf: (name: string) => join(folder, name) };
}

describe('files that do not change', () => {
  it('are read once', async () => {
    const { read, files, pathOf } = await openFiles();
    const path = pathOf('a');
    await writeFile(path, 'one');
    expect(await files.read(path)).toBe('ONE');
    expect(await files.read(path)).toBe('ONE');
    expect(read).toEqual(['one']);
  });

  it('are read again after another text of the same length was put in their place', async () => {
    const { files, pathOf } = await openFiles();
    const path = pathOf('a');
    await writeFile(path, 'one');
    expect(await files.read(path)).toBe('ONE');
    await writeFile(pathOf('b'), 'two');
    await rename(pathOf('b'), path);
    expect(await files.read(path)).toBe('TWO');
  });

  it('are not there once they are deleted, and are read again when they are back', async () => {
    const { files, pathOf } = await openFiles();
    const path = pathOf('a');
    expect(await files.read(path)).toBeUndefined();
    await writeFile(path, 'one');
    expect(await files.read(path)).toBe('ONE');
    await rm(path);
    expect(await files.read(path)).toBeUndefined();
    await writeFile(path, 'new');
    expect(await files.read(path)).toBe('NEW');
  });

  it('are read each time as long as they may have been written twice in one tick', async () => {
    const { read, files, pathOf } = await openFiles({ now: Date.now });
    const path = pathOf('a');
    await writeFile(path, 'one');
    await files.read(path);
    await files.read(path);
    expect(read).toEqual(['one', 'one']);
  });

  it('are kept as far as there is room, the first ones not', async () => {
    const { read, files, pathOf } = await openFiles({ mostBytes: 1500 });
    for (const name of ['a', 'b', 'c']) await writeFile(pathOf(name), name);
    for (const name of ['a', 'b', 'c', 'c', 'b', 'a']) await files.read(pathOf(name));
    expect(read).toEqual(['a', 'b', 'c', 'a']);
    await writeFile(pathOf('large'), 'x'.repeat(5000));
    await files.read(pathOf('large'));
    await files.read(pathOf('large'));
    expect(read.slice(4)).toHaveLength(2);
  });
});
