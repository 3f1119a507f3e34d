import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  localPathOf,
  locateArtifacts,
} from '../../../src/core/store/artifacts/artifact-location.ts';

describe('the path that a recorded location means', () => {
  it.each([
    ['file:///srv/mlruns/0', '/srv/mlruns/0'],
    ['file:/srv/mlruns/0', '/srv/mlruns/0'],
    ['file://localhost/srv/mlruns', '/srv/mlruns'],
    ['file:///C:/Users/Ada/mlruns', 'C:/Users/Ada/mlruns'],
    ['file:C:/Users/Ada/mlruns', 'C:/Users/Ada/mlruns'],
    ['file:///C:\\Users\\Ada', 'C:/Users/Ada'],
    ['file:///srv/with%20space', '/srv/with space'],
    ['file:///srv/100%', '/srv/100%'],
    ['C:\\Users\\Ada', 'C:/Users/Ada'],
    ['/srv/a%20b', '/srv/a%20b'],
    ['mlruns/0', 'mlruns/0'],
  ])('%s is %s', (recorded, path) => {
    expect(localPathOf(recorded)).toBe(path);
  });

  it('behind another scheme is refused by name', () => {
    expect(() => localPathOf('s3://bucket/0')).toThrow(/artifacts behind "s3:" cannot be read yet/);
  });
});

describe('locating artifacts', () => {
  let root = '';
  beforeAll(async () => {
    root = join(await mkdtemp(join(tmpdir(), 'mlinvoke-')), 'mlruns');
    await mkdir(join(root, '7/run1/artifacts/model'), { recursive: true });
    await mkdir(join(root, 'artifacts/model'), { recursive: true });
  });
  afterAll(() => rm(join(root, '..'), { recursive: true }));

  it('takes the recorded place when it exists', async () => {
    const recorded = `file://${root}/7/run1/artifacts`;
    expect(await locateArtifacts({ recorded, path: 'model', roots: ['/nowhere'] })).toEqual({
      folder: join(root, '7/run1/artifacts/model'),
    });
  });

  it('looks below the store for the same experiment, run and path', async () => {
    const recorded = 'file:///Users/ada/old/mlruns/7/run1/artifacts';
    expect(await locateArtifacts({ recorded, path: 'model', roots: [root] })).toEqual({
      folder: join(root, '7/run1/artifacts/model'),
      relocatedFrom: recorded,
    });
  });

  it('never mistakes one run for another by a short tail', async () => {
    const recorded = 'file:///Users/ada/old/mlruns/7/run2/artifacts';
    await expect(locateArtifacts({ recorded, path: 'model', roots: [root] })).rejects.toThrow(
      /is not there/,
    );
  });

  it('never follows a path out of the store', async () => {
    const recorded = 'file:///elsewhere/x/../../7/run1/artifacts';
    await expect(locateArtifacts({ recorded, path: 'model', roots: [root] })).rejects.toThrow(
      /is not there/,
    );
  });

  describe('of a run with an id', () => {
    const run = '0123456789abcdef0123456789abcdef';
    const model = 'm-0123456789abcdef0123456789abcdef';
    const recorded = `file:///Users/ada/old/mlruns/7/${run}/artifacts`;
    let store = '';
    const place = async (...parts: string[]): Promise<string> => {
      const folder = join(store, ...parts);
      await mkdir(folder, { recursive: true });
      return folder;
    };
    const locate = (path = 'model', from = recorded) =>
      locateArtifacts({ recorded: from, path, roots: [store, join(store, 'mlruns')] });
    beforeEach(async () => {
      store = await mkdtemp(join(tmpdir(), 'mlinvoke-'));
    });
    afterEach(() => rm(store, { recursive: true }));

    it('finds it in an experiment whose folder was renamed', async () => {
      const folder = await place('mlruns/flowers', run, 'artifacts/model');
      expect(await locate()).toEqual({ folder, relocatedFrom: recorded });
      const logged = await place('mlruns/flowers/models', model, 'artifacts');
      const from = `C:\\mlruns\\7\\models\\${model}\\artifacts`;
      expect((await locate('', from)).folder).toBe(logged);
    });

    it('refuses two places that could be meant, and names both', async () => {
      const first = await place('7', run, 'artifacts/model');
      const second = await place('mlruns/7', run, 'artifacts/model');
      const failure = locate();
      await expect(failure).rejects.toThrow(`could be meant: ${second} and ${first}.`);
      await expect(failure).rejects.toThrow(/Give the folder of the one that you mean/);
    });

    it('takes a place that is only linked twice', async () => {
      await place('mlruns/7', run, 'artifacts/model');
      await symlink(join(store, 'mlruns/7'), join(store, '7'));
      expect((await locate()).folder).toBe(join(store, 'mlruns/7', run, 'artifacts/model'));
    });

    it('never takes the files of another run, however long the path is that they share', async () => {
      await place('mlruns/7', 'f'.repeat(32), 'artifacts/deep/er/model');
      await place('artifacts/deep/er/model');
      await place('mlruns/artifacts/deep/er/model');
      await expect(locate('deep/er/model')).rejects.toThrow(/is not there/);
    });

    it('resolves relative places against the folder of the store', async () => {
      const folder = await place('mlruns/7', run, 'artifacts/model');
      expect((await locate('model', `./mlruns/7/${run}/artifacts`)).folder).toBe(folder);
      expect((await locate('model', `mlruns/7/${run}/artifacts`)).folder).toBe(folder);
    });

    it('looks for nothing where no run is named', async () => {
      await place('models/iris');
      await expect(locate('', '/home/ada/models/iris')).rejects.toThrow(/is not there/);
    });
  });
});
