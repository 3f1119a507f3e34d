import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTrackingStore } from '../../../src/core/store/open-tracking-store.ts';
import type { TrackingStore } from '../../../src/core/store/tracking-store.ts';
import {
  filterTextOf,
  offerModelUris,
  questionOf,
  type UriOffer,
  type UriOffers,
} from '../../../src/core/uri/complete-model-uri.ts';
import { describeModelUri } from '../../../src/core/uri/describe-model-uri.ts';
import { resolveModelUri } from '../../../src/core/uri/resolve-model-uri.ts';
import { placeStore, recordedStores, trackingUriOf } from '../../helpers/recorded-stores.ts';
import { buildSqliteWorker } from '../../helpers/sqlite-worker-file.ts';
import { storeHost } from '../../helpers/store-host.ts';

const signal = new AbortController().signal;
let worker: Awaited<ReturnType<typeof buildSqliteWorker>>;
beforeAll(async () => {
  worker = await buildSqliteWorker();
});
afterAll(() => worker.remove());

async function offersFor(before: string, store: TrackingStore): Promise<UriOffers> {
  const question = questionOf(before);
  if (!question) throw new Error(`nothing to ask for ${before}`);
  return offerModelUris(question, store, signal);
}

const kindsOf = (offers: readonly UriOffer[]) => [...new Set(offers.map(({ kind }) => kind))];

describe('what is asked', () => {
  it.each([
    ['models:/', { kind: 'names' }],
    ['models:/ir', { kind: 'names' }],
    ['models:/m-0a', { kind: 'names' }],
    ['models:/iris/', { kind: 'versions', name: 'iris' }],
    ['models:/iris@ch', { kind: 'versions', name: 'iris' }],
    ['runs:/', { kind: 'runs' }],
    ['runs:/0a1b', { kind: 'runs' }],
    ['runs:/0a1b/', { kind: 'runModels', runId: '0a1b' }],
  ])('behind %s', (before, question) => {
    expect(questionOf(before)).toEqual(question);
  });

  it.each(['', 'models:', 'models:/iris/1/2', 'runs:/0a1b/model/data', 'file:/'])(
    'is nothing behind "%s"',
    (before) => {
      expect(questionOf(before)).toBeUndefined();
    },
  );
});

describe.each(recordedStores())('offers of $name', (recorded) => {
  let folder: string;
  let store: TrackingStore;
  const options = () => ({
    workingDirectory: folder,
    trackingUri: trackingUriOf(recorded, folder),
    storeHost: storeHost({ sqliteWorkerFile: worker.sqliteWorkerFile }),
  });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mlinvoke-offers-'));
    await placeStore(recorded, folder);
    store = await openTrackingStore(options());
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are names, and logged models where MLflow has them', async () => {
    const { offers, problems } = await offersFor('models:/', store);
    const registered = (await store.listRegisteredModels()).items.map(({ name }) => name);
    expect(problems).toEqual([]);
    expect(offers.filter(({ kind }) => kind === 'name').map(({ uri }) => uri)).toEqual(
      registered.map((name) => `models:/${name}`),
    );
    const logged = offers.filter(({ kind }) => kind === 'loggedModel').map(({ uri }) => uri);
    expect(logged.toSorted()).toEqual(recorded.models.map((id) => `models:/${id}`).toSorted());
  });

  it('for a name all lead to a model', async () => {
    const models = (await store.listRegisteredModels()).items;
    expect(models.length).toBeGreaterThan(0);
    const seen: string[] = [];
    for (const model of models) {
      const { offers } = await offersFor(`models:/${model.name}/`, store);
      seen.push(...kindsOf(offers));
      expect(offers.filter(({ kind }) => kind === 'version')).toHaveLength(model.versions.length);
      for (const { uri } of offers) {
        const { folder: place } = await resolveModelUri(uri, { ...options(), store });
        expect(place).toContain(folder);
      }
    }
    // Aliases came with MLflow 2.3.
    const hasAliases = models.some(({ aliases }) => aliases.size > 0);
    expect(seen).toEqual(expect.arrayContaining(['version', 'latest', 'stage']));
    expect(seen.includes('alias')).toBe(hasAliases);
    expect(hasAliases).toBe(!/^(1\.|2\.[0-2]\.)/.test(recorded.mlflowVersion));
  });

  it('are runs, newest first, without the deleted one, and their models', async () => {
    const { offers } = await offersFor('runs:/', store);
    const ids = offers.map(({ uri }) => uri.slice('runs:/'.length, -1));
    expect(ids.toSorted()).toEqual(recorded.runs.toSorted());
    const starts = offers.map((offer) => (offer.kind === 'run' ? (offer.run.startedAt ?? 0) : -1));
    expect(starts).toEqual(starts.toSorted((a, b) => b - a));
    let count = 0;
    for (const { uri } of offers) {
      const { offers: models } = await offersFor(uri, store);
      count += models.length;
      for (const model of models) {
        const { model: read, bytes } = await describeModelUri(model.uri, { ...options(), store });
        expect(read.mlmodel.flavors.size).toBeGreaterThan(0);
        expect(bytes).toBeGreaterThan(100);
        const flavors = [...read.mlmodel.flavors.keys()].toSorted();
        const told = model.kind === 'runModel' ? model.flavors.toSorted() : [];
        expect([[], flavors]).toContainEqual(told);
      }
    }
    expect(count).toBeGreaterThan(0);
  });

  it('are none for what is not there', async () => {
    expect(await offersFor('models:/nobody/', store)).toEqual({ offers: [], problems: [] });
    expect(await offersFor('runs:/0123456789abcdef0123456789abcdef/', store)).toEqual({
      offers: [],
      problems: [],
    });
  });
});

describe('offers of a store that fails in part', () => {
  const sample = () =>
    openTrackingStore({
      workingDirectory: resolve(import.meta.dirname, '../../../samples'),
      storeHost: storeHost(),
    });
  const fail = () => Promise.reject(new Error('the server is away'));

  it('are what the rest knows, and what went wrong', async () => {
    const store = { ...(await sample()), listExperiments: fail };
    const { offers, problems } = await offersFor('models:/', store);
    expect(offers.map(({ uri }) => uri)).toContain('models:/iris');
    expect(problems).toEqual(['the server is away']);
  });

  it('are an error when nothing answers', async () => {
    const store = { ...(await sample()), listExperiments: fail, listRegisteredModels: fail };
    await expect(offersFor('models:/', store)).rejects.toThrow('the server is away');
  });
});

describe('what a typed text is compared with', () => {
  const alias: UriOffer = {
    kind: 'alias',
    uri: 'models:/iris@champion',
    alias: 'champion',
    version: 2,
  };

  it('lets an alias be found behind a slash, too', () => {
    expect(filterTextOf(alias, 'models:/iris/')).toBe('models:/iris/@champion');
    expect(filterTextOf(alias, 'models:/iris@')).toBe('models:/iris@champion');
  });

  it('lets a run be found by its name', () => {
    const run = { runId: '0a', experimentId: '1', artifactUri: '', name: 'bold-cat-7' };
    expect(filterTextOf({ kind: 'run', uri: 'runs:/0a/', run }, 'runs:/')).toContain('bold-cat-7');
  });
});
