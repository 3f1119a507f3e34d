import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalModel, resolveModelFile } from '../../../src/core/model/local-model.ts';
import { readServingExample } from '../../../src/core/model/input-example.ts';

const flavors = 'flavors:\n  python_function:\n    loader_module: x\n';

describe('a model folder', () => {
  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'mlinvoke-'));
    await mkdir(join(root, 'empty'));
    await mkdir(join(root, 'model'));
    await writeFile(join(root, 'secret.txt'), 'secret');
    await writeFile(join(root, 'model/MLmodel'), flavors);
    await writeFile(join(root, 'model/model.pkl'), '');
    await mkdir(join(root, 'broken'));
    await writeFile(join(root, 'broken/MLmodel'), 'flavors: [');
    await symlink('../secret.txt', join(root, 'model/link.txt'));
  });
  afterAll(() => rm(root, { recursive: true }));

  it('is opened by its folder or by its MLmodel file', async () => {
    const model = await openLocalModel(join(root, 'model'));
    expect(model).toMatchObject({ name: 'model', folder: join(root, 'model') });
    expect((await openLocalModel(join(root, 'model/MLmodel'))).folder).toBe(model.folder);
  });

  it('that is no model is refused by what it lacks', async () => {
    await expect(openLocalModel(join(root, 'nowhere'))).rejects.toThrow(
      /There is no folder .*nowhere/,
    );
    await expect(openLocalModel(join(root, 'empty'))).rejects.toThrow(/empty has no MLmodel file/);
    await expect(openLocalModel(join(root, 'secret.txt'))).rejects.toThrow(
      /is a file, not a model/,
    );
  });

  it('whose MLmodel file is broken is named', async () => {
    await expect(openLocalModel(join(root, 'broken'))).rejects.toThrow(
      `${join(root, 'broken/MLmodel')}: The MLmodel file cannot be read: it is not valid YAML`,
    );
  });

  it('gives the files inside it, and none outside, by path or by link', async () => {
    const model = await openLocalModel(join(root, 'model'));
    expect(await resolveModelFile(model, 'model.pkl')).toBe(join(root, 'model/model.pkl'));
    await expect(resolveModelFile(model, '../secret.txt')).rejects.toThrow(
      /outside the model folder/,
    );
    await expect(resolveModelFile(model, join(root, 'secret.txt'))).rejects.toThrow(
      /outside the model folder/,
    );
    await expect(resolveModelFile(model, 'link.txt')).rejects.toThrow(/outside the model folder/);
    await expect(resolveModelFile(model, 'gone.pkl')).rejects.toThrow(/has no such file/);
  });

  it.each([
    [
      'dataframe',
      '{"columns": ["x"], "data": [[1]]}',
      { dataframe_split: { columns: ['x'], data: [[1]] } },
    ],
    ['ndarray', '[[1, 2]]', { inputs: [[1, 2]] }],
    ['ndarray', '{"inputs": [[1, 2]]}', { inputs: [[1, 2]] }],
  ])('turns an older %s example into a request', async (type, text, request) => {
    const folder = await mkdtemp(join(root, 'example-'));
    await writeFile(
      join(folder, 'MLmodel'),
      `${flavors}saved_input_example_info:\n  artifact_path: input_example.json\n  type: ${type}\n`,
    );
    await writeFile(join(folder, 'input_example.json'), text);
    const body = await readServingExample(await openLocalModel(folder));
    expect(JSON.parse(body ?? '')).toEqual(request);
  });
});
