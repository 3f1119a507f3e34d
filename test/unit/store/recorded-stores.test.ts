import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from 'node-sqlite3-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../../../src/core/errors.ts';
import { openLocalModel } from '../../../src/core/model/local-model.ts';
import { openTrackingStore } from '../../../src/core/store/open-tracking-store.ts';
import type { TrackingStore } from '../../../src/core/store/tracking-store.ts';
import type { StoreHost } from '../../../src/core/store/store-host.ts';
import { resolveModelUri } from '../../../src/core/uri/resolve-model-uri.ts';
import {
  type RecordedStore,
  placeStore,
  recordedStores,
  trackingUriOf,
} from '../../helpers/recorded-stores.ts';
import { buildSqliteWorker } from '../../helpers/sqlite-worker-file.ts';
import { storeHost } from '../../helpers/store-host.ts';
import { uriForms } from '../../helpers/uri-forms.ts';
import { recordedPart, uriRow, uriTable } from '../../helpers/uris-page.ts';

const stores = recordedStores();
let worker: Awaited<ReturnType<typeof buildSqliteWorker>>;
let scratch: string;
let host: StoreHost;

beforeAll(async () => {
  worker = await buildSqliteWorker();
  scratch = await mkdtemp(join(tmpdir(), 'stores-'));
  host = storeHost({ sqliteWorkerFile: worker.sqliteWorkerFile });
});

afterAll(async () => {
  await worker.remove();
  await rm(scratch, { recursive: true, force: true });
});

/** What a store says of where it was made. */
const origins: Readonly<Record<string, (folder: string) => string>> = {
  'where it was made': (folder) => folder,
  'moved from /home/ada': () => '/home/ada/flowers',
  'moved from file:///C:/Users/ada': () => 'file:///C:/Users/ada/flowers',
  'moved from C:\\Users\\ada': () => 'C:\\Users\\ada\\flowers',
  'moved from a network share': () => '\\\\server\\ada\\flowers',
};

const wrong: readonly (readonly [string, (store: RecordedStore) => string, RegExp])[] = [
  ['an unknown run', () => `runs:/${'0'.repeat(32)}/model`, /has no run "0{32}"/],
  ['a deleted run', ({ deletedRun }) => `runs:/${deletedRun}/model`, /has no run/],
  ['a wrong path', ({ runs }) => `runs:/${runs[0]}/modle`, /has no model at "modle"/],
  ['an unknown version', () => 'models:/iris/9', /no version 9. Its versions are: 1, 2/],
  ['an unknown alias', () => 'models:/iris@best', /no alias "best".*aliases: (champion|none)/],
  ['an unknown stage', () => 'models:/iris/Staging', /no version in stage "Staging"/],
  ['an unknown name', () => 'models:/tulip/1', /has no model "tulip". It has iris\./],
  ['an unknown logged model', () => `models:/m-${'0'.repeat(32)}`, /has no logged model/],
];

/** MLflow before 2.1 recorded `./mlruns/1/…` beside a database. */
function hasRelativePlaces({ kind, mlflowVersion }: RecordedStore): boolean {
  return kind === 'sqlite' && ['1.30.0', '2.0.1'].includes(mlflowVersion);
}

/** How each form was resolved in each store: rows of docs/URIS.md. */
const results = new Map<string, Map<string, Set<string>>>();

it('without a form of URI are those that MLflow wrote before it', () => {
  for (const { form, uri, since = '0' } of uriForms) {
    for (const store of stores) {
      const isOlder = store.mlflowVersion.localeCompare(since, 'en', { numeric: true }) < 0;
      expect([form, store.name, uri(store) === undefined]).toEqual([form, store.name, isOlder]);
    }
  }
});

describe.each(stores)('$name', (store) => {
  describe.each(Object.entries(origins))('%s', (origin, madeIn) => {
    let options: { workingDirectory: string; trackingUri: string; storeHost: StoreHost };
    beforeAll(async () => {
      const folder = await mkdtemp(join(scratch, 'store-'));
      await placeStore(store, folder, madeIn(folder));
      const trackingUri = trackingUriOf(store, folder);
      options = { workingDirectory: scratch, trackingUri, storeHost: host };
    });

    it.each(uriForms)('$form leads to the model of its run', async ({ form, uri, run, since }) => {
      const given = uri(store);
      if (given === undefined) {
        return note(`${store.kind}, ${origin}`, form, `none before MLflow ${since}`);
      }
      const { folder, hops } = await resolveModelUri(given, options);
      expect((await openLocalModel(folder)).mlmodel.runId).toBe(store.runs[run]);
      const last = hops.at(-1)?.label ?? '';
      const isHere = origin === 'where it was made' && !hasRelativePlaces(store);
      expect(last).toBe(isHere ? 'folder' : 'relocated');
      note(`${store.kind}, ${origin}`, form, last);
    });

    it.each(origin.includes('/home') ? wrong : [])(
      'says what is wrong with %s',
      async (_, uri, message) => {
        await expect(resolveModelUri(uri(store), options)).rejects.toThrow(message);
      },
    );
  });

  async function openPlaced(): Promise<TrackingStore> {
    const folder = await mkdtemp(join(scratch, 'store-'));
    await placeStore(store, folder);
    const trackingUri = trackingUriOf(store, folder);
    return openTrackingStore({ workingDirectory: scratch, trackingUri, storeHost: host });
  }

  it('lists its runs', async () => {
    const opened = await openPlaced();
    const experiments = (await opened.listExperiments()).items;
    const flowers = experiments.find(({ name }) => name === 'flowers');
    const runs = (await opened.listRuns(flowers?.experimentId ?? '')).items;
    expect(runs.map(({ name }) => name)).toEqual(['third', 'second', 'first']);
    expect(runs.map(({ runId }) => runId)).toEqual(store.runs.toReversed());
    expect(runs[0]?.startedAt).toBeGreaterThan(1.6e12);
    const filtered = await opened.listRuns(flowers?.experimentId ?? '', { filter: 'SEC' });
    expect(filtered.items.map(({ name }) => name)).toEqual(['second']);
    const [run] = runs;
    if (!run) throw new Error('no run');
    const data = await opened.readRunData(run);
    expect([...data.metrics]).toEqual([
      ['accuracy', 0.8],
      ['loss', Number.NaN],
    ]);
    expect([...data.params]).toEqual([['slope', '3.0']]);
    expect(data.tags.get('team')).toBe('flowers');
    await opened.close();
  });

  it('lists its registered models', async () => {
    const opened = await openPlaced();
    const [iris] = (await opened.listRegisteredModels()).items;
    expect(iris?.versions.map(({ version, stage, aliases }) => [version, stage, aliases])).toEqual([
      [1, 'Production', []],
      [2, undefined, store.hasAliases ? ['champion'] : []],
    ]);
    expect([...(iris?.tags ?? [])]).toEqual([['owner', 'ada']]);
    expect([...(iris?.versions[1]?.tags ?? [])]).toEqual([['checked', 'yes']]);
    expect(iris?.versions[0]?.description).toBe('the first try');
    await opened.close();
  });
});

function note(store: string, form: string, result: string): void {
  const row = results.get(store) ?? new Map<string, Set<string>>();
  row.set(form, (row.get(form) ?? new Set()).add(result));
  results.set(store, row);
}

describe('an SQLite store', () => {
  const sqlite = stores.find(({ kind }) => kind === 'sqlite');
  if (!sqlite) throw new Error('no SQLite store was recorded');

  async function place(): Promise<{ folder: string; path: string }> {
    const folder = await mkdtemp(join(scratch, 'sqlite-'));
    await placeStore(sqlite as RecordedStore, folder);
    return { folder, path: join(folder, 'mlflow.db') };
  }
  const open = (path: string) =>
    openTrackingStore({ workingDirectory: scratch, trackingUri: path, storeHost: host });

  it('is found by its name in the working directory, as MLflow does', async () => {
    const { folder } = await place();
    const found = await resolveModelUri('models:/iris/1', {
      workingDirectory: folder,
      storeHost: host,
    });
    expect(found.hops[0]?.value).toBe(`the SQLite file ${join(folder, 'mlflow.db')}`);
  });

  it('is not written to, nor is anything beside it', async () => {
    const { folder, path } = await place();
    const before = readFileSync(path);
    const names = await readdir(folder);
    const store = await open(path);
    await store.listExperiments();
    expect(await readdir(folder)).toEqual(names);
    await store.close();
    expect(await readdir(folder)).toEqual(names);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('shows what was written after it was opened', async () => {
    const { path } = await place();
    const store = await open(path);
    expect(await store.findRun('new')).toBeUndefined();
    const writer = new Database(path);
    writer.exec(
      "INSERT INTO runs (run_uuid, name, lifecycle_stage, artifact_uri, experiment_id) VALUES ('new', 'new', 'active', 'x', 1)",
    );
    writer.close();
    expect((await store.findRun('new'))?.name).toBe('new');
    await store.close();
  });

  it('is waited for while a transaction is being written, and refused when that has no end', async () => {
    const { path } = await place();
    await writeFile(`${path}-journal`, 'x');
    setTimeout(() => void rm(`${path}-journal`), 300);
    await (await open(path)).close();
    await writeFile(`${path}-journal`, 'x');
    await expect(open(path)).rejects.toThrow(/written to for 2 seconds without a pause/);
  });

  it('is named when it is something else, empty or cut off', async () => {
    const { folder, path } = await place();
    await writeFile(join(folder, 'text.db'), 'these are notes and not a database\n'.repeat(9));
    await expect(open(join(folder, 'text.db'))).rejects.toThrow(/is not an SQLite database\./);
    await writeFile(join(folder, 'empty.db'), '');
    await expect(open(join(folder, 'empty.db'))).rejects.toThrow(/database: it is empty/);
    await writeFile(join(folder, 'cut.db'), readFileSync(path).subarray(0, 9000));
    const message = await open(join(folder, 'cut.db')).then(
      async (store) => {
        const answer = await store.listExperiments().then(() => 'read', messageOf);
        await store.close();
        return answer;
      },
      (error: unknown) => messageOf(error),
    );
    expect(message).toMatch(/cannot be read: .*Check that it is the database of an MLflow server/);
  });

  it('of another program is refused', async () => {
    const path = join(scratch, 'other.db');
    const writer = new Database(path);
    writer.exec('CREATE TABLE cats (name TEXT)');
    writer.close();
    await expect(open(path)).rejects.toThrow(/is no tracking store: it has no tables/);
  });

  it('finds its models beside it when only the folder of artifacts was renamed', async () => {
    const { folder, path } = await place();
    await rename(join(folder, 'mlruns'), join(folder, 'mlartifacts'));
    const found = await resolveModelUri('models:/iris/1', {
      workingDirectory: scratch,
      trackingUri: path,
      storeHost: host,
    });
    expect(found.folder).toContain('mlartifacts');
  });
});

it('stand in docs/URIS.md', () => {
  const rows = [...results].map(([store, row]) =>
    uriRow(store, (form) => [...(row.get(form) ?? [])].toSorted().join(', ')),
  );
  const versions = [...new Set(stores.map(({ mlflowVersion }) => mlflowVersion))]
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .join(', ');
  const text = `# Model URIs and stores

What each form of URI leads to in stores that MLflow ${versions} wrote (all of them alike), as \`test/unit/store/recorded-stores.test.ts\` saw it; the test writes this page (\`MLINVOKE_WRITE_URIS=1 npx vitest run --project unit test/unit/store\`) and fails when it is not true. *folder* is the recorded place, *relocated* one that was found below the store because the recorded one belongs to another machine, or is relative (a database of MLflow before 2.1).

${uriTable(rows)}

Every store also names what is wrong with: ${wrong.map(([what]) => what).join(', ')}.
`;
  expect(recordedPart(text)).toBe(text);
});
