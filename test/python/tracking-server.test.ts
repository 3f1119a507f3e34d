import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { messageOf } from '../../src/core/errors.ts';
import { openLocalModel } from '../../src/core/model/local-model.ts';
import { openTrackingStore } from '../../src/core/store/open-tracking-store.ts';
import type { StoreHost } from '../../src/core/store/store-host.ts';
import type { TrackingStore } from '../../src/core/store/tracking-store.ts';
import { type Resolution, resolveModelUri } from '../../src/core/uri/resolve-model-uri.ts';
import { testPython } from '../helpers/python-models.ts';
import { type RunningPythonServer, startMlflowServer } from '../helpers/python-server.ts';
import { type ServerStore, hasModules, writeServerStore } from '../helpers/server-store.ts';
import { buildSqliteWorker } from '../helpers/sqlite-worker-file.ts';
import { storeHost } from '../helpers/store-host.ts';
import { followForms } from '../helpers/follow-forms.ts';
import { serverRows, uriRow } from '../helpers/uris-page.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** Further interpreters with older versions of MLflow, parted by colons. */
const older = (process.env['MLINVOKE_TEST_PYTHONS'] ?? '').split(':').filter((path) => path !== '');

interface Setup {
  readonly name: string;
  readonly python: string;
  readonly isProxied: boolean;
  /** Before MLflow 3 a server's prefix goes before its pages and not before its REST API. */
  readonly prefix: string;
}

const prefix = '/flowers';
const setups: readonly Setup[] = [
  { name: 'that hands artifacts on', python: testPython ?? '', isProxied: true, prefix },
  { name: 'that does not hand artifacts on', python: testPython ?? '', isProxied: false, prefix },
  ...older.map((python) => ({ name: `of ${python}`, python, isProxied: true, prefix: '' })),
];

describe.skipIf(!testPython).each(setups)(
  'an MLflow server $name',
  ({ python, isProxied, prefix: before }) => {
    let folder: string;
    let server: RunningPythonServer;
    let facts: ServerStore;
    let host: StoreHost;
    let store: TrackingStore;
    let worker: Awaited<ReturnType<typeof buildSqliteWorker>>;
    const resolve = (uri: string, trackingUri = server.url): Promise<Resolution> =>
      resolveModelUri(uri, { workingDirectory: folder, trackingUri, storeHost: host });

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'tracking-server-'));
      worker = await buildSqliteWorker();
      const { sqliteWorkerFile } = worker;
      host = storeHost({
        environment: { HOME: folder },
        cacheFolder: join(folder, 'cache'),
        sqliteWorkerFile,
      });
      const files = join(folder, 'files');
      const parameters = isProxied
        ? ['--artifacts-destination', files]
        : ['--no-serve-artifacts', '--default-artifact-root', files];
      server = await startMlflowServer(python, { folder, prefix: before, parameters });
      facts = writeServerStore(python, server.url, { folder });
      store = await openTrackingStore({
        workingDirectory: folder,
        trackingUri: server.url,
        storeHost: host,
      });
    }, 180_000);
    afterAll(async () => {
      await store?.close();
      await server?.stop();
      await worker?.remove();
      await rm(folder, { recursive: true, force: true });
    });

    it('resolves every form of URI to the model of its run', async () => {
      const results = await followForms(facts, async (uri) => {
        const found = await resolve(uri);
        expect(found.hops.at(-1)?.label).toBe(isProxied ? 'downloaded' : 'folder');
        return found;
      });
      if (python !== testPython) return;
      const row = uriRow(
        `an MLflow server that ${isProxied ? 'hands' : 'does not hand'} artifacts on`,
        results,
      );
      expect(serverRows(row)).toContain(row);
    });

    const wrong: readonly (readonly [string, () => string, RegExp])[] = [
      ['an unknown run', () => `runs:/${'0'.repeat(32)}/model`, /has no run "0{32}"/],
      ['a deleted run', () => `runs:/${facts.deletedRun}/model`, /has no run/],
      [
        'a wrong path',
        () => `runs:/${facts.runs[0]}/modle`,
        /has no model at "modle".*The way there was: run/,
      ],
      ['an unknown version', () => 'models:/iris/9', /no version 9. Its versions are: 1, 2/],
      ['an unknown alias', () => 'models:/iris@best', /no alias "best".*aliases: champion/],
      ['an unknown stage', () => 'models:/iris/Staging', /no version in stage "Staging"/],
      [
        'an unknown name',
        () => 'models:/tulip/1',
        /has no model "tulip". It has Größen v1.2, iris\./,
      ],
      ['an unknown logged model', () => `models:/m-${'0'.repeat(32)}`, /has no logged model/],
      ['a deleted version', () => 'models:/Größen v1.2/2', /no version 2. Its versions are: 1/],
    ];
    it.each(wrong)('says what is wrong with %s', async (_, uri, message) => {
      await expect(resolve(uri())).rejects.toThrow(message);
    });

    it('lists runs page by page, filtered and in order, with what was logged', async () => {
      const first = await store.listRuns(facts.experiment, { size: 2 });
      expect(first.items.map(({ name }) => name)).toEqual(['third', 'second']);
      const second = await store.listRuns(facts.experiment, { size: 2, token: first.next ?? '' });
      expect(second.items.map(({ name }) => name)).toEqual(['first']);
      const names = async (query: object): Promise<unknown> =>
        (await store.listRuns(facts.experiment, query)).items.map(({ name }) => name);
      expect(await names({ order: 'name', filter: 'S' })).toEqual(['first', 'second']);
      expect(await names({ filter: facts.runs[0] })).toEqual(['first']);
      expect(await names({ filter: `"'%` })).toEqual([]);
      const run = await store.findRun(facts.runs[0] ?? '');
      if (!run) throw new Error('no run');
      const data = await store.readRunData(run);
      expect(Object.fromEntries(data.metrics)).toMatchObject({ accuracy: 0.6, loss: Number.NaN });
      expect(data.metrics.get('time')).toBeGreaterThan(1e308);
      expect(data.params.get('slope')).toBe('1.0');
      expect(await store.findLoggedModelsOfRun(run)).toHaveLength(facts.models.length > 0 ? 1 : 0);
      const experiments = (await store.listExperiments({ size: 1 })).items;
      expect(experiments.map(({ name }) => name)).toEqual(['flowers']);
    });

    it.skipIf(before === '')('without its path prefix is no MLflow server', async () => {
      const { origin } = new URL(server.url);
      await expect(resolve('models:/iris/1', origin)).rejects.toThrow(
        /check the tracking URI and its path prefix/,
      );
    });

    it('is read beside its own database while it writes there', async () => {
      const trackingUri = join(folder, 'mlflow.db');
      const beside = await openTrackingStore({
        workingDirectory: folder,
        trackingUri,
        storeHost: host,
      });
      const more = writeServerStoreAgain(python, server.url);
      for (let count = 0; count < 20; count += 1) {
        expect((await beside.findRun(facts.runs[0] ?? ''))?.name).toBe('first');
      }
      await more;
      const { items } = await beside.listRuns(facts.experiment);
      expect(items.map(({ name }) => name)).toContain('later');
      await beside.close();
    });

    async function writeServerStoreAgain(program: string, url: string): Promise<void> {
      const { execFile } = await import('node:child_process');
      const text = `import mlflow, sys
mlflow.set_tracking_uri(sys.argv[1])
for i in range(10):
    with mlflow.start_run(experiment_id=sys.argv[2], run_name="later"):
        mlflow.log_metric("m", i)`;
      await new Promise<void>((done, fail) => {
        execFile(program, ['-c', text, url, facts.experiment], (error) =>
          error ? fail(error) : done(),
        );
      });
    }
  },
);

describe.skipIf(!hasModules(testPython, ['mlflow.store.workspace']))(
  'an MLflow server with workspaces',
  () => {
    it('shows what is in the workspace that is asked for, and hands its files on', async () => {
      const folder = await temporaryFolder();
      const server = await startMlflowServer(testPython ?? '', {
        folder,
        parameters: ['--enable-workspaces', '--artifacts-destination', join(folder, 'files')],
      });
      onTestFinished(() => server.stop());
      const created = await fetch(`${server.url}/api/3.0/mlflow/workspaces`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"name":"team"}',
      });
      expect(created.status).toBe(201);
      const environment = { MLFLOW_WORKSPACE: 'team' };
      const facts = writeServerStore(testPython ?? '', server.url, { environment, folder });
      const resolve = (MLFLOW_WORKSPACE: string) =>
        resolveModelUri('models:/iris@champion', {
          workingDirectory: folder,
          trackingUri: server.url,
          storeHost: storeHost({
            environment: { HOME: folder, MLFLOW_WORKSPACE },
            cacheFolder: join(folder, 'cache'),
          }),
        });
      const found = await resolve('team');
      expect((await openLocalModel(found.folder)).mlmodel.runId).toBe(facts.runs[1]);
      await expect(resolve('default')).rejects.toThrow(
        /has no model "iris". Its registry is empty/,
      );
      await expect(resolve('nobody')).rejects.toThrow(/has no workspace "nobody"/);
    }, 180_000);
  },
);

const hasAuth = hasModules(testPython, ['mlflow', 'flask_wtf']);

describe.skipIf(!hasAuth)('an MLflow server that asks for a password', () => {
  let folder: string;
  let server: RunningPythonServer;
  const ask = (trackingUri: string, environment: Record<string, string> = {}) =>
    openTrackingStore({
      workingDirectory: folder,
      trackingUri,
      storeHost: storeHost({ environment: { HOME: folder, ...environment } }),
    })
      .then(async (store) => (await store.listExperiments()).items.map(({ name }) => name).join())
      .catch(messageOf);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'auth-server-'));
    const settings = join(folder, 'auth.ini');
    await writeFile(
      settings,
      `[mlflow]\ndefault_permission = NO_PERMISSIONS\ndatabase_uri = sqlite:///${folder}/auth.db\nadmin_username = ada\nadmin_password = p@ss:word1234\nauthorization_function = mlflow.server.auth:authenticate_request_basic_auth\n`,
    );
    server = await startMlflowServer(testPython ?? '', {
      folder,
      parameters: ['--app-name', 'basic-auth'],
      environment: {
        MLFLOW_AUTH_CONFIG_PATH: settings,
        MLFLOW_FLASK_SERVER_SECRET_KEY: 'for a test',
      },
    });
  }, 120_000);
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is read with credentials of each place, and refused without', async () => {
    const account = { MLFLOW_TRACKING_USERNAME: 'ada', MLFLOW_TRACKING_PASSWORD: 'p@ss:word1234' };
    expect(await ask(server.url, account)).toBe('Default');
    const inUri = server.url.replace('://', '://ada:p%40ss:word1234@');
    expect(await ask(inUri)).toBe('Default');
    expect(await ask(server.url)).toMatch(/status 401: it wants to know who asks/);
    expect(await ask(server.url, { ...account, MLFLOW_TRACKING_PASSWORD: 'wrong1234567' })).toMatch(
      /status 401: it does not accept the credentials of MLFLOW_TRACKING_USERNAME/,
    );
  });
});
