import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLocalModel, resolveModelFile } from '../../../src/core/model/local-model.ts';
import { resolveModelUri } from '../../../src/core/uri/resolve-model-uri.ts';
import { storeHost } from '../../helpers/store-host.ts';

describe('a registered model whose files were damaged on their way', () => {
  let workingDirectory: string;
  let folder: string;
  const open = async () =>
    openLocalModel(
      (await resolveModelUri('models:/iris@champion', { workingDirectory, storeHost: storeHost() }))
        .folder,
    );

  beforeEach(async () => {
    workingDirectory = await mkdtemp(join(tmpdir(), 'mlinvoke-damaged-'));
    await cp(resolve('samples/mlruns'), join(workingDirectory, 'mlruns'), { recursive: true });
    ({ folder } = await open());
  });
  afterEach(() => rm(workingDirectory, { recursive: true }));

  it('is told by a missing MLmodel file', async () => {
    await rm(join(folder, 'MLmodel'));
    await expect(open()).rejects.toThrow(/has no MLmodel file, so it is not an MLflow model/);
  });

  it('is told by a Git LFS pointer in its place', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n';
    await writeFile(join(folder, 'MLmodel'), pointer);
    await expect(open()).rejects.toThrow(/MLmodel is a Git LFS pointer.*"git lfs pull"/);
  });

  it('is told by an empty MLmodel file', async () => {
    await writeFile(join(folder, 'MLmodel'), '');
    await expect(open()).rejects.toThrow(/MLmodel is empty; copy or download the model again/);
  });

  it('is told by a model file that Git ignored', async () => {
    await expect(resolveModelFile(await open(), 'ignored.pkl')).rejects.toThrow(
      /names "ignored.pkl", but the folder .* has no such file. It may have been left out of version control/,
    );
  });

  it('is read when only the line endings of MLmodel were rewritten', async () => {
    const path = join(folder, 'MLmodel');
    const before = await open();
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('\n', '\r\n'));
    expect((await open()).mlmodel).toEqual(before.mlmodel);
  });
});
