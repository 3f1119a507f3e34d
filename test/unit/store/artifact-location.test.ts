import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
});
