import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTrackingStore } from '../../../src/core/store/open-tracking-store.ts';
import { resolveModelUri } from '../../../src/core/uri/resolve-model-uri.ts';
import { storeHost } from '../../helpers/store-host.ts';

/**
 * A server that answers what databricks_uc_registry_messages.proto and
 * databricks_filesystem_service.proto of MLflow 3.17 say; the real one cannot be asked here.
 */
let server: Server;
let host: string;
let home: string;
let credentials: object;
let asked: { path: string; query: URLSearchParams; body: string; authorization: string }[];

const mlmodel = 'flavors:\n  python_function:\n    loader_module: x\nmodel_uuid: a\n';
const name = 'main.flowers.iris';
const signed = '/bucket/signed?sig=';

function answerFor(url: URL, body: string): unknown {
  switch (url.pathname.replace('/api/2.0/mlflow/', '')) {
    case 'unity-catalog/registered-models/get':
      if (url.searchParams.get('name') !== name) return undefined;
      return { registered_model: { name, aliases: [{ alias: 'champion', version: '2' }] } };
    case 'unity-catalog/registered-models/search':
      return { registered_models: [{ name }] };
    case 'unity-catalog/model-versions/search':
      if (url.searchParams.get('page_token') === 'more') {
        return { model_versions: [{ name, version: '3', status: 'PENDING_REGISTRATION' }] };
      }
      return {
        model_versions: [
          { name, version: '2', source: 'dbfs:/x/2', status: 'READY', run_id: 'r2' },
          { name, version: '1', source: 'dbfs:/x/1', status: 'READY' },
        ],
        next_page_token: 'more',
      };
    case 'unity-catalog/model-versions/generate-temporary-credentials':
      return { credentials };
    case 'unity-catalog/model-versions/get-download-uri':
      return { artifact_uri: 'gs://bucket/x' };
    case 'registered-models/get':
      return { registered_model: { name: url.searchParams.get('name') } };
    case 'model-versions/search':
      return { model_versions: [{ name: 'iris', version: '1', source: 'dbfs:/y' }] };
    case '/api/2.0/fs/directories/Models/main/flowers/iris/2':
      return {
        contents: [
          { path: '/Models/main/flowers/iris/2/MLmodel', file_size: mlmodel.length },
          { path: '/Models/main/flowers/iris/2/data', is_directory: true },
        ],
      };
    case '/api/2.0/fs/directories/Models/main/flowers/iris/2/data':
      return { contents: [{ path: '/Models/main/flowers/iris/2/data/a b.txt', file_size: 4 }] };
    case '/api/2.0/fs/create-download-url':
      return {
        url: `http://${host}${signed}${encodeURIComponent(JSON.parse(body).path)}`,
        headers: [{ name: 'x-signed', value: 'yes' }],
      };
    default:
      return undefined;
  }
}

function fileFor(url: URL, request: IncomingMessage): string | undefined {
  if (!url.pathname.startsWith('/bucket/') || request.headers['x-signed'] !== 'yes')
    return undefined;
  return url.searchParams.get('sig')?.endsWith('MLmodel') ? mlmodel : 'text';
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const url = new URL(request.url ?? '', `http://${request.headers.host}`);
  const authorization = request.headers.authorization ?? '';
  asked.push({ path: url.pathname, query: url.searchParams, body, authorization });
  const file = fileFor(url, request);
  const answer = answerFor(url, body);
  if (file === undefined && answer === undefined) {
    response.writeHead(404).end('{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"no"}');
  } else response.end(file ?? JSON.stringify(answer));
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'unity-catalog-'));
  server = createServer((request, response) => {
    void respond(request, response);
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(
    join(home, '.databrickscfg'),
    `[DEFAULT]\nhost = http://${host}\ntoken = dapi1\n[work]\nhost = http://${host}/\ntoken = dapi2\n[oauth]\nhost = http://${host}\nauth_type = databricks-cli\n`,
  );
});
beforeEach(() => {
  asked = [];
  credentials = { storage_mode: 'DEFAULT_STORAGE' };
});
afterAll(async () => {
  server.close();
  await rm(home, { recursive: true, force: true });
});

function resolve(uri: string, trackingUri = 'databricks', environment = {}) {
  const ownHost = storeHost({
    environment: { HOME: home, ...environment },
    cacheFolder: join(home, 'cache'),
  });
  return resolveModelUri(uri, { workingDirectory: home, trackingUri, storeHost: ownHost });
}

describe('a model of the Unity Catalog', () => {
  it('is found by its alias, and its files are fetched by signed addresses', async () => {
    const found = await resolve(`models:/${name}@champion`);
    expect(await readFile(join(found.folder, 'MLmodel'), 'utf8')).toBe(mlmodel);
    expect(await readFile(join(found.folder, 'data/a b.txt'), 'utf8')).toBe('text');
    expect(found.hops.map(({ label }) => label)).toEqual([
      'tracking store',
      'alias champion',
      'version 2',
      'downloaded',
    ]);
    expect(found.hops[0]?.value).toContain('with the Unity Catalog at');
    const token = asked.find(({ path }) => path.endsWith('generate-temporary-credentials'));
    expect(JSON.parse(token?.body ?? '')).toEqual({
      name,
      version: '2',
      operation: 'MODEL_VERSION_OPERATION_READ',
    });
    const files = asked.filter(({ path }) => path.startsWith('/bucket/'));
    expect(new Set(files.map(({ authorization }) => authorization))).toEqual(new Set(['']));
  });

  it('is looked for with the token of the profile that the tracking URI names', async () => {
    await resolve(`models:/${name}/2`, 'databricks://work');
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer dapi2', '']),
    );
  });

  it('is also found when only the registry is on Databricks', async () => {
    const environment = { MLFLOW_REGISTRY_URI: 'databricks-uc://work' };
    const found = await resolve(`models:/${name}/2`, `http://${host}`, environment);
    expect(found.name).toBe(name);
  });

  it('has the versions that are ready, and no others', async () => {
    await expect(resolve(`models:/${name}/3`)).rejects.toThrow(
      /no version 3. Its versions are: 1, 2/,
    );
    await expect(resolve('models:/main.flowers.rose/1')).rejects.toThrow(
      /registry of .* has no model "main.flowers.rose". It has main.flowers.iris/,
    );
  });

  it('in a storage that is not read is refused by name', async () => {
    credentials = { gcp_oauth_token: { oauth_token: 's3cret' } };
    const failure = resolve(`models:/${name}/1`);
    await expect(failure).rejects.toThrow(/cannot be used yet: gs:\. Download them/);
    await expect(failure).rejects.not.toThrow('s3cret');
  });
});

describe('the registry of a workspace', () => {
  it('has the names that cannot be in the Unity Catalog', async () => {
    const store = await openTrackingStore({
      workingDirectory: home,
      trackingUri: 'databricks',
      storeHost: storeHost({ environment: { HOME: home } }),
    });
    expect((await store.findRegisteredModel('iris'))?.versions[0]?.source).toBe('dbfs:/y');
    const [listed] = (await store.listRegisteredModels()).items;
    expect(listed?.name).toBe(name);
  });

  it('is left out where the Unity Catalog is named as the registry', async () => {
    await expect(
      resolve('models:/iris/1', 'databricks', { MLFLOW_REGISTRY_URI: 'databricks-uc' }),
    ).rejects.toThrow(/"iris" is no name in the Unity Catalog.*<catalog>\.<schema>\.<model>/);
  });
});

describe('a Databricks profile', () => {
  it.each([
    [
      'databricks://oauth',
      /another way to sign in \(auth_type=databricks-cli\), which is not supported/,
    ],
    ['databricks://none', /no section for the profile none/],
  ])('%s is refused by name with what to do', async (trackingUri, message) => {
    await expect(resolve(`models:/${name}/1`, trackingUri)).rejects.toThrow(message);
    await expect(resolve(`models:/${name}/1`, trackingUri)).rejects.toThrow(/DATABRICKS_TOKEN/);
  });
});
