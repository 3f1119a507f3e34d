import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFileBelow, readFileIfThere } from '../../../src/extension/requests/read-file.ts';

describe('reading the files of a request', () => {
  let folder = '';
  let root = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mlinvoke-read-'));
    root = join(folder, 'workspace');
    await mkdir(root);
    await writeFile(join(root, 'rows.csv'), 'x\n1\n');
    await writeFile(join(folder, 'secret'), 'secret');
    await symlink('../secret', join(root, 'innocent.csv'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gives the bytes, and undefined for a file that is not there', async () => {
    expect(String(await readFileIfThere(join(root, 'rows.csv')))).toBe('x\n1\n');
    expect(await readFileIfThere(join(root, 'none.csv'))).toBeUndefined();
  });

  it('in Restricted Mode stays inside the workspace', async () => {
    const read = readFileBelow(root);
    expect(String(await read(join(root, 'rows.csv')))).toBe('x\n1\n');
    expect(await read(join(root, 'none.csv'))).toBeUndefined();
    await expect(read(join(root, '../secret'))).rejects.toThrow(/lies outside the workspace/);
  });

  it('in Restricted Mode follows no link out of the workspace', async () => {
    await expect(readFileBelow(root)(join(root, 'innocent.csv'))).rejects.toThrow(
      /lies outside the workspace.*Trust the workspace/,
    );
  });
});
