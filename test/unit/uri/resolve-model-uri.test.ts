import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalModel } from '../../../src/core/model/local-model.ts';
import { resolveModelUri } from '../../../src/core/uri/resolve-model-uri.ts';
import { storeHost } from '../../helpers/store-host.ts';

const samples = resolve(import.meta.dirname, '../../../samples');
const host = { storeHost: storeHost() };
const options = { workingDirectory: samples, ...host };

async function idsOf(part: 'runs' | 'models'): Promise<string[]> {
  const root = join(samples, 'mlruns');
  const found: string[] = [];
  for (const experiment of await readdir(root)) {
    if (experiment === 'models') continue;
    const folder = part === 'models' ? join(root, experiment, 'models') : join(root, experiment);
    const entries = await readdir(folder).catch(() => []);
    found.push(
      ...entries.filter((name) => (part === 'models' ? /^m-/ : /^[0-9a-f]{32}$/).test(name)),
    );
  }
  return found;
}

describe('resolving against the sample store, which was written on another machine', () => {
  it('follows an alias to a version, and its files to where the store is now', async () => {
    const found = await resolveModelUri('models:/iris@champion', options);
    expect(found.name).toBe('iris');
    expect(found.folder.startsWith(join(samples, 'mlruns'))).toBe(true);
    expect((await openLocalModel(found.folder)).mlmodel.flavors.has('sklearn')).toBe(true);
    expect(found.hops.map((hop) => hop.label)).toEqual([
      'tracking store',
      'alias champion',
      'version 2',
      'relocated',
    ]);
    expect(found.hops.at(-1)?.value).toMatch(
      /^from file:\/\/\/home\/ada\/flowers\/mlruns\/.* to \//,
    );
  });

  it('gives the newest version for latest, and the one asked for by number', async () => {
    const latest = await resolveModelUri('models:/iris/latest', options);
    const second = await resolveModelUri('models:/iris/2', options);
    const first = await resolveModelUri('models:/iris/1', options);
    expect(latest.folder).toBe(second.folder);
    expect(first.folder).not.toBe(second.folder);
  });

  it('finds a logged model by its id, and through the run that logged it', async () => {
    const [modelId = ''] = await idsOf('models');
    const logged = await resolveModelUri(`models:/${modelId}`, options);
    expect(logged.folder).toContain(modelId);
    const runs = await Promise.all(
      (await idsOf('runs')).map((run) => resolveModelUri(`runs:/${run}/model`, options)),
    );
    expect(runs.map(({ folder }) => folder)).toContain(logged.folder);
  });

  it('says what the registry holds when a name, version, alias or stage is not there', async () => {
    await expect(resolveModelUri('models:/rose/1', options)).rejects.toThrow(
      /has no model "rose". It has iris./,
    );
    await expect(resolveModelUri('models:/iris/9', options)).rejects.toThrow(
      /no version 9. Its versions are: 1, 2/,
    );
    await expect(resolveModelUri('models:/iris@best', options)).rejects.toThrow(
      /no alias "best".*aliases: champion/,
    );
    await expect(resolveModelUri('models:/iris/Staging', options)).rejects.toThrow(
      /no version in stage "Staging"/,
    );
  });

  it('says which models a run has when the path is wrong', async () => {
    const [run = ''] = await idsOf('runs');
    await expect(resolveModelUri(`runs:/${run}/modle`, options)).rejects.toThrow(
      /has no model at "modle". The run's models are model\./,
    );
    await expect(resolveModelUri('runs:/0123456789abcdef/model', options)).rejects.toThrow(
      /has no run "0123456789abcdef"/,
    );
  });
});

describe('resolving without a store', () => {
  it('takes a folder relative to the working directory', async () => {
    const found = await resolveModelUri('models/iris', options);
    expect(found).toMatchObject({ folder: join(samples, 'models/iris'), name: 'iris' });
  });

  it('takes file URIs with escapes', async () => {
    const found = await resolveModelUri('file:///srv/my%20model', options);
    expect(found.folder).toBe('/srv/my model');
  });

  it('says that no tracking store was found, and how to give one', async () => {
    const workingDirectory = await mkdtemp(join(tmpdir(), 'mlinvoke-'));
    await expect(resolveModelUri('models:/iris/1', { ...host, workingDirectory })).rejects.toThrow(
      /No tracking store was found.*--tracking-uri/,
    );
    await rm(workingDirectory, { recursive: true });
  });

  it('refuses kinds of store that cannot be read yet', async () => {
    await expect(
      resolveModelUri('models:/iris/1', { ...options, trackingUri: 'gopher://store' }),
    ).rejects.toThrow(/"gopher:" store, which cannot be read yet/);
  });

  it('stops when it was cancelled', async () => {
    const signal = AbortSignal.abort(new Error('cancelled by the user'));
    await expect(resolveModelUri('models:/iris/1', { ...options, signal })).rejects.toThrow(
      'cancelled by the user',
    );
  });
});

describe('a store of MLflow 2, where a run holds its models as artifacts', () => {
  let folder = '';
  const run = '11a41a2130504d63b8c44f2fdc54113f';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mlinvoke-store-'));
    const artifacts = join(folder, 'mlruns/0', run, 'artifacts');
    await mkdir(artifacts, { recursive: true });
    await cp(join(samples, 'models/iris'), join(artifacts, 'model'), { recursive: true });
    await writeFile(
      join(folder, 'mlruns/0', run, 'meta.yaml'),
      `artifact_uri: file:///C:/Users/Ada/flowers/mlruns/0/${run}/artifacts\nrun_id: ${run}\n`,
    );
    const version = join(folder, 'mlruns/models/iris/version-1');
    await mkdir(version, { recursive: true });
    await writeFile(join(version, '../meta.yaml'), 'name: iris\n');
    await writeFile(
      join(version, 'meta.yaml'),
      `current_stage: Production\nrun_id: ${run}\nsource: C:\\Users\\Ada\\flowers\\mlruns\\0\\${run}\\artifacts\\model\nversion: 1\n`,
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is read although it names a Windows drive', async () => {
    const found = await resolveModelUri(`runs:/${run}/model`, {
      ...host,
      workingDirectory: folder,
    });
    expect(found.folder).toBe(join(folder, 'mlruns/0', run, 'artifacts/model'));
    expect(found.hops.at(-1)?.value).toMatch(/^from file:\/\/\/C:/);
  });

  it('gives the version in a stage, whatever its case', async () => {
    const found = await resolveModelUri('models:/iris/production', {
      ...host,
      workingDirectory: folder,
    });
    expect(found.folder).toBe(join(folder, 'mlruns/0', run, 'artifacts/model'));
  });

  it('names the file of the store that is damaged', async () => {
    const file = join(folder, 'mlruns/models/iris/version-1/meta.yaml');
    await writeFile(file, 'version: [1\n');
    await expect(
      resolveModelUri('models:/iris/1', { ...host, workingDirectory: folder }),
    ).rejects.toThrow(/version-1\/meta.yaml of the tracking store cannot be read/);
  });
});
