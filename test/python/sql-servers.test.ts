import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { messageOf } from '../../src/core/errors.ts';
import { openTrackingStore } from '../../src/core/store/open-tracking-store.ts';
import { openSqlServer } from '../../src/core/store/sql/server/sql-server-database.ts';
import type { StoreHost } from '../../src/core/store/store-host.ts';
import type { TrackingStore } from '../../src/core/store/tracking-store.ts';
import { resolveModelUri } from '../../src/core/uri/resolve-model-uri.ts';
import {
  type DatabaseServer,
  hasMariadb,
  postgresPrograms,
  startMariadb,
  startPostgres,
} from '../helpers/database-server.ts';
import { testPython } from '../helpers/python-models.ts';
import { type ServerStore, hasModules, writeServerStore } from '../helpers/server-store.ts';
import { buildSqliteWorker } from '../helpers/sqlite-worker-file.ts';
import { storeHost } from '../helpers/store-host.ts';
import { followForms } from '../helpers/follow-forms.ts';
import { serverRows, uriRow } from '../helpers/uris-page.ts';

/** With signs that have to be escaped in a URL. */
const password = 'p@ss:w/rd%41';
const inUrl = encodeURIComponent(password);

interface Kind {
  readonly name: string;
  readonly isHere: boolean;
  readonly start: (password: string) => Promise<DatabaseServer>;
  readonly scheme: string;
  /** As MLflow writes it, with a driver of Python. */
  readonly pythonScheme: string;
  readonly create: (port: number) => void;
  readonly trusting: (folder: string) => string;
  readonly write: string;
  /** Counts the connections of the database. */
  readonly connections: string;
}

function execute(
  program: string,
  parameters: readonly string[],
  environment: Record<string, string>,
) {
  execFileSync(program, parameters, { env: { ...process.env, ...environment }, stdio: 'pipe' });
}

const kinds: readonly Kind[] = [
  {
    name: 'PostgreSQL',
    isHere: postgresPrograms() !== undefined && hasModules(testPython, ['psycopg2', 'mlflow']),
    start: startPostgres,
    scheme: 'postgresql',
    pythonScheme: 'postgresql+psycopg2',
    create: (port) =>
      execute(
        join(postgresPrograms() ?? '', 'createdb'),
        ['-h', '127.0.0.1', '-p', String(port), '-U', 'root', 'flowers'],
        { PGPASSWORD: password },
      ),
    trusting: (folder) => `sslmode=verify-full&sslrootcert=${folder}/server.crt`,
    write: "INSERT INTO tags (key, value, run_uuid) VALUES ('a', 'b', ?)",
    connections: "SELECT COUNT(*) AS count FROM pg_stat_activity WHERE datname = 'flowers'",
  },
  {
    name: 'MySQL',
    isHere: hasMariadb && hasModules(testPython, ['pymysql', 'mlflow']),
    start: startMariadb,
    scheme: 'mysql',
    pythonScheme: 'mysql+pymysql',
    create: (port) =>
      execute(
        'mariadb',
        [
          '--no-defaults',
          '-h',
          '127.0.0.1',
          '-P',
          String(port),
          '-u',
          'root',
          '-e',
          'CREATE DATABASE flowers CHARACTER SET utf8mb4',
        ],
        { MYSQL_PWD: password },
      ),
    trusting: (folder) => `ssl_ca=${folder}/server.crt`,
    write: "INSERT INTO tags (`key`, `value`, run_uuid) VALUES ('a', 'b', ?)",
    connections:
      "SELECT COUNT(*) AS count FROM information_schema.processlist WHERE db = 'flowers'",
  },
];

let worker: Awaited<ReturnType<typeof buildSqliteWorker>>;
let host: StoreHost;
beforeAll(async () => {
  worker = await buildSqliteWorker();
  host = storeHost({ sqliteWorkerFile: worker.sqliteWorkerFile });
});
afterAll(() => worker.remove());

describe.each(kinds)('a store in $name', (kind) => {
  describe.skipIf(!kind.isHere)('that MLflow filled', () => {
    let server: DatabaseServer;
    let folder: string;
    let facts: ServerStore;
    let store: TrackingStore;
    const uriOf = (account: string, rest: string, scheme = kind.scheme): string =>
      `${scheme}://${account}@127.0.0.1:${server.port}/${rest}`;
    const open = (trackingUri: string): Promise<TrackingStore> =>
      openTrackingStore({ workingDirectory: folder, trackingUri, storeHost: host });
    const failure = async (trackingUri: string): Promise<string> => {
      const message = await open(trackingUri).then(() => 'opened', messageOf);
      expect(message).not.toContain(password);
      expect(message).not.toContain(inUrl);
      return message;
    };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sql-servers-'));
      server = await kind.start(password);
      kind.create(server.port);
      const uri = uriOf(`root:${inUrl}`, 'flowers', kind.pythonScheme);
      facts = writeServerStore(testPython ?? '', uri, { artifacts: join(folder, 'files'), folder });
      store = await open(uri);
    }, 120_000);
    afterAll(async () => {
      await store?.close();
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('is described without its user and password', () => {
      expect(store.description).toBe(
        `the ${kind.name} database flowers at 127.0.0.1:${server.port}`,
      );
    });

    it('resolves every form of URI to the model of its run', async () => {
      const trackingUri = uriOf(`root:${inUrl}`, 'flowers');
      const options = { workingDirectory: folder, trackingUri, storeHost: host };
      const results = await followForms(facts, (uri) => resolveModelUri(uri, options));
      const row = uriRow(kind.name, results);
      expect(serverRows(row)).toContain(row);
    });

    it('lists experiments, runs page by page and what was logged', async () => {
      const experiments = (await store.listExperiments()).items.map(({ name }) => name);
      expect(experiments.toSorted()).toEqual(['Default', 'flowers']);
      const first = await store.listRuns(facts.experiment, { size: 2 });
      expect(first.items.map(({ name }) => name)).toEqual(['third', 'second']);
      const second = await store.listRuns(facts.experiment, { size: 2, token: first.next ?? '' });
      expect(second.items.map(({ name }) => name)).toEqual(['first']);
      expect(second.next).toBeUndefined();
      const byName = await store.listRuns(facts.experiment, { order: 'name', filter: 'S' });
      expect(byName.items.map(({ name }) => name)).toEqual(['first', 'second']);
      expect((await store.listRuns(facts.experiment, { filter: '%' })).items).toEqual([]);
      const run = await store.findRun(facts.runs[0] ?? '');
      if (!run) throw new Error('no run');
      const data = await store.readRunData(run);
      expect(Object.fromEntries(data.metrics)).toEqual({
        accuracy: 0.6,
        loss: Number.NaN,
        time: Infinity,
      });
      expect(data.params.get('slope')).toBe('1.0');
      expect(await store.findLoggedModelsOfRun(run)).toHaveLength(facts.models.length > 0 ? 1 : 0);
      expect(await store.findRun(facts.deletedRun)).toBeUndefined();
    });

    it('lists the registry, without deleted versions', async () => {
      const { items } = await store.listRegisteredModels();
      const shown = items.map(({ name, versions }) => [
        name,
        versions.map(({ version }) => version),
      ]);
      expect(Object.fromEntries(shown)).toEqual({ iris: [1, 2], 'Größen v1.2': [1] });
      const iris = items.find(({ name }) => name === 'iris');
      expect(iris?.aliases.get('champion')).toBe(2);
      expect(iris?.tags?.get('owner')).toBe('ada');
    });

    it('cannot be written to through the connection', async () => {
      const workerFile = join(worker.sqliteWorkerFile, '../sql-server-worker.js');
      const database = openSqlServer(uriOf(`root:${inUrl}`, 'flowers'), { workerFile });
      await expect(database.query(kind.write, [facts.runs[0] ?? ''])).rejects.toThrow(/read.only/i);
      expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await database.close();
    });

    it('has one connection, however many questions fail', async () => {
      const workerFile = join(worker.sqliteWorkerFile, '../sql-server-worker.js');
      const database = openSqlServer(uriOf(`root:${inUrl}`, 'flowers'), { workerFile });
      const count = async () => Number((await database.query(kind.connections))[0]?.['count']);
      const before = await count();
      for (let round = 0; round < 3; round += 1) {
        await expect(database.query('SELECT nothing FROM nowhere')).rejects.toThrow(/nowhere/);
      }
      await vi.waitFor(async () => expect(await count()).toBe(before));
      await database.close();
    });

    it('is asked again after a question was cancelled', async () => {
      const stop = new AbortController();
      const sleep = store.listExperiments({}, stop.signal);
      stop.abort(new Error('cancelled by the user'));
      await expect(sleep).rejects.toThrow('cancelled by the user');
      expect((await store.listExperiments()).items).toHaveLength(2);
    });

    it('says what is wrong with a password, a database or an account', async () => {
      expect(await failure(uriOf('root:wrong', 'flowers'))).toMatch(
        /does not accept the user and password\. Check user and password/,
      );
      expect(await failure(uriOf(`root:${inUrl}`, 'tulips'))).toMatch(
        /has no database of that name\. Check the last part of the tracking URI/,
      );
      const empty = kind.name === 'PostgreSQL' ? 'postgres' : 'mysql';
      expect(await failure(uriOf(`root:${inUrl}`, empty))).toMatch(/is no tracking store/);
    });

    it('is reached by TLS, and refused where the certificate is not trusted', async () => {
      const strict =
        kind.name === 'PostgreSQL' ? 'sslmode=verify-full' : 'ssl_mode=VERIFY_IDENTITY';
      const named = (query: string): string =>
        uriOf(`root:${inUrl}`, `flowers?${query}`).replace('127.0.0.1', 'localhost');
      expect(await failure(named(strict))).toMatch(
        /certificate is not signed by anybody this machine trusts.*(sslrootcert|ssl_ca)=/,
      );
      const trusting = kind.trusting(server.folder);
      expect(await failure(uriOf(`root:${inUrl}`, `flowers?${trusting}`))).toMatch(
        /its certificate (is that of another host|cannot be checked for an IP address)/,
      );
      const safe = await open(named(trusting));
      expect((await safe.listExperiments()).items).toHaveLength(2);
      await safe.close();
    });

    it('is named when nothing listens or nobody answers', async () => {
      const nobody = uriOf(`root:${inUrl}`, 'flowers').replace(`:${server.port}/`, ':1/');
      expect(await failure(nobody)).toMatch(/nothing listens there\. Check host and port/);
      const silent = createServer(() => {});
      await new Promise<void>((done) => {
        silent.listen(0, '127.0.0.1', done);
      });
      const address = silent.address();
      const port = typeof address === 'object' ? address?.port : 0;
      const slow = uriOf(`root:${inUrl}`, 'flowers?connect_timeout=1');
      expect(await failure(slow.replace(`:${server.port}/`, `:${port}/`))).toMatch(
        /cannot be read: it does not answer/,
      );
      silent.close();
    });
  });
});
