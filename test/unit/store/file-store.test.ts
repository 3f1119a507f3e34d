import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFileStore } from '../../../src/core/store/file/file-store.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const samples = openFileStore(resolve(import.meta.dirname, '../../../samples/mlruns'));

describe('the sample store', () => {
  it('lists experiments, runs and what was logged with them', async () => {
    const experiments = (await samples.listExperiments()).items;
    expect(experiments.map(({ name }) => name).toSorted()).toEqual(['Default', 'flowers']);
    const flowers = experiments.find(({ name }) => name === 'flowers');
    const runs = (await samples.listRuns(flowers?.experimentId ?? '')).items;
    expect(runs.map(({ name, status }) => ({ name, status }))).toEqual([
      { name: 'C=1.0', status: 'FINISHED' },
      { name: 'C=0.01', status: 'FINISHED' },
    ]);
    const [newest] = runs;
    if (!newest) throw new Error('no run');
    const data = await samples.readRunData(newest);
    expect(data.params.get('C')).toBe('1.0');
    expect(data.metrics.get('accuracy')).toBeGreaterThan(0.5);
    expect(data.tags.get('mlflow.user')).toBe('ada');
    expect(await samples.findLoggedModelsOfRun(newest)).toHaveLength(1);
  });

  it('orders and filters runs', async () => {
    const flowers = (await samples.listExperiments()).items.find(({ name }) => name === 'flowers');
    const id = flowers?.experimentId ?? '';
    const names = async (query: object) =>
      (await samples.listRuns(id, query)).items.map(({ name }) => name);
    expect(await names({ order: 'oldest' })).toEqual(['C=0.01', 'C=1.0']);
    expect(await names({ filter: '0.01' })).toEqual(['C=0.01']);
    expect(await names({ filter: 'nothing' })).toEqual([]);
  });
});

describe('a store with many runs', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'store-'));
    await Promise.all(
      Array.from({ length: 250 }, async (_, index) => {
        const folder = join(root, '1', String(index).padStart(32, '0'));
        await mkdir(folder, { recursive: true });
        const stage = index % 50 === 0 ? 'deleted' : 'active';
        await writeFile(
          join(folder, 'meta.yaml'),
          `artifact_uri: x\nrun_name: run ${index}\nlifecycle_stage: ${stage}\nstart_time: ${index}\nstatus: 3\n`,
        );
      }),
    );
    await mkdir(join(root, '1', 'metrics'), { recursive: true });
    await writeFile(join(root, '1', 'meta.yaml'), 'name: one\n');
  });
  afterAll(() => rm(root, { recursive: true }));

  it('gives them page by page, each once, without the deleted ones', async () => {
    const store = openFileStore(root);
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page = await store.listRuns('1', { size: 100, ...(token && { token }) });
      seen.push(...page.items.map(({ name }) => name ?? ''));
      token = page.next;
    } while (token);
    expect(seen).toHaveLength(245);
    expect(new Set(seen).size).toBe(245);
    expect(seen[0]).toBe('run 249');
    expect(seen).not.toContain('run 50');
  });

  it('shows at once what has changed meanwhile', async () => {
    const store = openFileStore(root);
    const id = '249'.padStart(32, '0');
    const file = join(root, '1', id, 'meta.yaml');
    const text = await readFile(file, 'utf8');
    const newest = async () => (await store.listRuns('1', { size: 1 })).items[0]?.name;
    expect(await newest()).toBe('run 249');
    await writeFile(file, text.replace('run 249', 'renamed'));
    expect(await newest()).toBe('renamed');
    await writeFile(file, text.replace('active', 'deleted'));
    expect(await newest()).toBe('run 248');
    expect(await store.findRun(id)).toBeUndefined();
    await writeFile(file, text);
    expect(await newest()).toBe('run 249');
  });

  it('takes the metric of the largest step', async () => {
    const folder = join(root, '1', '1'.padStart(32, '0'), 'metrics');
    await mkdir(join(folder, 'val'), { recursive: true });
    await writeFile(join(folder, 'loss'), '100 0.5 1\n200 0.25 3\n300 0.9 2\n');
    await writeFile(join(folder, 'val', 'loss'), '100 nan 0\n');
    const store = openFileStore(root);
    const run = await store.findRun('1'.padStart(32, '0'));
    if (!run) throw new Error('no run');
    const { metrics } = await store.readRunData(run);
    expect([...metrics]).toEqual([
      ['loss', 0.25],
      ['val/loss', Number.NaN],
    ]);
  });
});

describe('a deleted logged model', () => {
  it('is not there, as in a database or on a server', async () => {
    const root = await temporaryFolder();
    const runId = 'a'.repeat(32);
    for (const [id, stage] of [
      ['m-1', 'active'],
      ['m-2', 'deleted'],
    ] as const) {
      const folder = join(root, '1', 'models', id);
      await mkdir(folder, { recursive: true });
      await writeFile(
        join(folder, 'meta.yaml'),
        `name: iris\nsource_run_id: ${runId}\nartifact_location: x\ncreation_timestamp: 1\nlifecycle_stage: ${stage}\n`,
      );
    }
    const store = openFileStore(root);
    expect(await store.findLoggedModel('m-2')).toBeUndefined();
    const models = await store.findLoggedModelsOfRun({
      runId,
      experimentId: '1',
      artifactUri: 'x',
    });
    expect(models.map(({ modelId }) => modelId)).toEqual(['m-1']);
  });
});
