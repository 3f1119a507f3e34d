import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, type RequestListener, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../../../src/core/errors.ts';
import { openTrackingStore } from '../../../src/core/store/open-tracking-store.ts';
import type { TrackingStore } from '../../../src/core/store/tracking-store.ts';
import { storeHost } from '../../helpers/store-host.ts';

let home: string;
const servers: Server[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'rest-store-'));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that answers as it is told; the requests that came to it. */
async function serve(
  listener: RequestListener,
): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  return { url: `http://${await listen(server)}`, requests };
}

const json = { 'Content-Type': 'application/json' };
const experiments: RequestListener = (_, response) => {
  response.writeHead(200, json);
  response.end('{"experiments":[{"experiment_id":"0","name":"Default"}]}');
};

function open(trackingUri: string, environment: Record<string, string> = {}) {
  return openTrackingStore({
    workingDirectory: home,
    trackingUri,
    storeHost: storeHost({ environment: { HOME: home, ...environment } }),
  });
}

/** What a listing gives: the names of the experiments, or the sentence that says why not. */
async function ask(trackingUri: string, environment: Record<string, string> = {}) {
  const list = async (store: TrackingStore) =>
    (await store.listExperiments()).items.map(({ name }) => name).join();
  return open(trackingUri, environment).then(list).catch(messageOf);
}

describe('credentials', () => {
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

  it('are taken from where MLflow takes them, in its order', async () => {
    await mkdir(join(home, '.mlflow'), { recursive: true });
    const file = join(home, '.mlflow/credentials');
    await writeFile(
      file,
      '[mlflow]\nmlflow_tracking_username = ada\nmlflow_tracking_password = f:1\n',
    );
    const { url, requests } = await serve(experiments);
    const withAccount = url.replace('://', '://grace:p%40ss@');
    const token = { MLFLOW_TRACKING_TOKEN: 't0ken' };
    const account = { MLFLOW_TRACKING_USERNAME: 'alan', MLFLOW_TRACKING_PASSWORD: 'e=1' };
    for (const [uri, environment] of [
      [url, {}],
      [url, token],
      [url, { ...token, ...account }],
      [withAccount, { ...token, ...account }],
    ] as const) {
      expect(await ask(uri, environment)).toBe('Default');
    }
    await rm(file);
    expect(await ask(url)).toBe('Default');
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      basic('ada:f:1'),
      'Bearer t0ken',
      basic('alan:e=1'),
      basic('grace:p@ss'),
      undefined,
    ]);
  });

  it('that are refused are named by their source and never shown', async () => {
    const { url } = await serve((_, response) => response.writeHead(401).end());
    const message = await ask(url, { MLFLOW_TRACKING_TOKEN: 's3cret' });
    expect(message).toMatch(
      /status 401: it does not accept the credentials of MLFLOW_TRACKING_TOKEN/,
    );
    expect(message).not.toContain('s3cret');
    const inUri = await ask(url.replace('://', '://ada:s3cret@'));
    expect(inUri).toMatch(/does not accept the credentials of the tracking URI/);
    expect(inUri).not.toContain('s3cret');
    expect(await ask(url)).toMatch(/wants to know who asks\. Set MLFLOW_TRACKING_TOKEN/);
  });

  it('that a program keeps itself are called so, and it says how to give others', async () => {
    let status = 401;
    const { url } = await serve((_, response) => response.writeHead(status).end());
    const signIn = { advice: 'Sign in.', hasCredentials: true };
    const askAs = async (environment: Record<string, string>, hasCredentials: boolean) => {
      const host = {
        environment: { HOME: home, ...environment },
        signIn: { ...signIn, hasCredentials },
      };
      const options = { workingDirectory: home, trackingUri: url, storeHost: storeHost(host) };
      const store = await openTrackingStore(options);
      return store.listExperiments().catch(messageOf);
    };
    const token = { MLFLOW_TRACKING_TOKEN: 's3cret' };
    expect(await askAs({}, false)).toMatch(/: it wants to know who asks\. Sign in\.$/);
    expect(await askAs(token, true)).toMatch(/the credentials of your sign-in\. Sign in\.$/);
    expect(await askAs(token, false)).toMatch(/of MLFLOW_TRACKING_TOKEN\. Sign in\.$/);
    status = 403;
    expect(await askAs(token, true)).toMatch(
      /: the account of your sign-in may not read that\. Take another account\. Sign in\.$/,
    );
  });

  it('are not sent along to another server', async () => {
    const other = await serve(experiments);
    const first = await serve((_, response) => {
      response.writeHead(302, { Location: `${other.url}/api/2.0/mlflow/runs/get` }).end();
    });
    const store = await open(first.url, { MLFLOW_TRACKING_TOKEN: 's3cret' });
    await store.findRun('0'.repeat(32)).catch(() => {});
    expect(first.requests[0]?.headers.authorization).toBe('Bearer s3cret');
    expect(other.requests).toHaveLength(1);
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('that cannot be read are named', async () => {
    const certificate = join(home, 'no.pem');
    expect(
      await ask('https://127.0.0.1:1', { MLFLOW_TRACKING_SERVER_CERT_PATH: certificate }),
    ).toBe(
      `MLFLOW_TRACKING_SERVER_CERT_PATH names ${certificate}, which cannot be read: ENOENT: no such file or directory, open '${certificate}'. Give a PEM file.`,
    );
  });
});

describe('a server that refuses', () => {
  it.each([
    [403, /status 403: not everybody may read that\. Set MLFLOW_TRACKING_TOKEN/],
    [
      404,
      /status 404: there is no MLflow API at this address; check the tracking URI and its path prefix/,
    ],
    [429, /status 429: it is asked too often; try again later/],
    [500, /answered with status 500\. It said: the database is gone/],
  ])('with %i is named with what to do', async (status, message) => {
    const { url } = await serve((_, response) => {
      response.writeHead(status, { ...json, 'Retry-After': '0' });
      response.end('{"error_code":"INTERNAL_ERROR","message":"the database is gone"}');
    });
    expect(await ask(url)).toMatch(message);
  });

  it('at first is asked again', async () => {
    let count = 0;
    const { url } = await serve((request, response) => {
      count += 1;
      if (count > 2) experiments(request, response);
      else response.writeHead(503, { 'Retry-After': '0' }).end();
    });
    expect(await ask(url)).toBe('Default');
    expect(count).toBe(3);
  });
});

describe('what is no tracking server', () => {
  it('is told from a page to sign in', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Sign in');
    });
    expect(await ask(url)).toMatch(
      /no answer of an MLflow tracking server but a web page, perhaps to sign in/,
    );
  });

  it('is told from other JSON', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, json).end('{"experiments":[{"title":"not MLflow"}]}');
    });
    expect(await ask(url)).toMatch(
      /no answer of an MLflow tracking server\. Check the tracking URI/,
    );
  });

  it('is named when nothing listens', async () => {
    expect(await ask('http://127.0.0.1:1')).toMatch(/cannot be reached: nothing listens there/);
  });

  it('is named when it closes the connection in mid-answer', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { ...json, 'Content-Length': '1000' });
      response.write('{"experiments":[');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await ask(url)).toMatch(/cannot be reached/);
  });

  it('that sends us on to where nothing is safe is not followed, and that is said as it is', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(302, { Location: 'ftp://elsewhere/' }).end();
    });
    const store = await open(url);
    const answer = store.findRun('1'.repeat(32));
    await expect(answer).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(answer).rejects.toThrow(/^http:\S+ sends us on to ftp:/);
  });

  it('is left in mid-answer when the user cancels', async () => {
    const stop = new AbortController();
    const { url } = await serve((_, response) => {
      response.writeHead(200, json);
      response.write('{"experiments":[', () => {
        setTimeout(() => stop.abort(new Error('cancelled by the user')), 50);
      });
    });
    const store = await open(url);
    await expect(store.listExperiments({}, stop.signal)).rejects.toThrow('cancelled by the user');
  });

  it('is refused for an address that is none, without its password', async () => {
    const message = await ask('http://ada:s3cret@');
    expect(message).toMatch(/The tracking URI "http:\/\/" is no address/);
  });

  it('is not waited for after the user has cancelled', async () => {
    const { url } = await serve(() => {});
    const store = await open(url);
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('cancelled by the user')), 50);
    await expect(store.listExperiments({}, stop.signal)).rejects.toThrow('cancelled by the user');
  });
});

describe('a registry of many models', () => {
  it('is not asked for all of their versions at once', async () => {
    let underWay = 0;
    let most = 0;
    const { url } = await serve((request, response) => {
      const isSearch = request.url?.includes('/model-versions/') === true;
      if (!isSearch) {
        const models = Array.from({ length: 40 }, (_, index) => ({ name: `model ${index}` }));
        response.writeHead(200, json).end(JSON.stringify({ registered_models: models }));
        return;
      }
      underWay += 1;
      most = Math.max(most, underWay);
      setTimeout(() => {
        underWay -= 1;
        response.writeHead(200, json).end('{}');
      }, 5);
    });
    const { items } = await (await open(url)).listRegisteredModels({ size: 1000 });
    expect(items).toHaveLength(40);
    expect(most).toBeLessThanOrEqual(8);
  });

  it('whose pages have no end is left', async () => {
    const { url } = await serve((request, response) => {
      const isSearch = request.url?.includes('/model-versions/') === true;
      const answer = isSearch
        ? { next_page_token: 'again' }
        : { registered_model: { name: 'iris' } };
      response.writeHead(200, json).end(JSON.stringify(answer));
    });
    const found = (await open(url)).findRegisteredModel('iris');
    await expect(found).rejects.toThrow(/A list of the tracking store has no end/);
  });
});

describe('a workspace', () => {
  const inTeam = { MLFLOW_WORKSPACE: ' team ' };
  /** A server of MLflow 3.10 or later: what it says of itself, and the workspaces that it has. */
  const workspaces =
    (isEnabled: boolean): RequestListener =>
    (request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://x');
      if (pathname === '/api/3.0/mlflow/server-info') {
        response.writeHead(200, json).end(JSON.stringify({ workspaces_enabled: isEnabled }));
      } else if (pathname === '/api/3.0/mlflow/workspaces/team') {
        response.writeHead(200, json).end('{"workspace":{"name":"team"}}');
      } else if (pathname.startsWith('/api/3.0/')) {
        response.writeHead(404, json).end('{"error_code":"RESOURCE_DOES_NOT_EXIST"}');
      } else experiments(request, response);
    };

  it('is looked for once, goes with every request and is named', async () => {
    const { url, requests } = await serve(workspaces(true));
    const store = await open(url, inTeam);
    expect(store.description).toBe(`the tracking server ${url} (workspace team)`);
    await store.listExperiments();
    await store.listExperiments();
    expect(requests).toHaveLength(4);
    expect(requests.every(({ headers }) => headers['x-mlflow-workspace'] === 'team')).toBe(true);
    expect(await ask(url)).toBe('Default');
    expect(requests.at(-1)?.headers['x-mlflow-workspace']).toBeUndefined();
  });

  it('that the server does not have, or a server without any, is refused', async () => {
    const { url } = await serve(workspaces(true));
    expect(await ask(url, { MLFLOW_WORKSPACE: 'other' })).toMatch(
      /has no workspace "other"\. Check MLFLOW_WORKSPACE/,
    );
    const disabled = await serve(workspaces(false));
    expect(await ask(disabled.url, inTeam)).toMatch(
      /has no workspaces, and MLFLOW_WORKSPACE names "team"\. Unset MLFLOW_WORKSPACE/,
    );
    const old = await serve((request, response) => {
      if (request.url?.startsWith('/api/3.0/')) response.writeHead(404).end('Not Found');
      else experiments(request, response);
    });
    expect(await ask(old.url, inTeam)).toMatch(/has no workspaces/);
    expect(await ask('databricks', inTeam)).toMatch(/Databricks has no workspaces of MLflow/);
  });

  it('of a name that no workspace has is refused', async () => {
    const { url, requests } = await serve(workspaces(true));
    expect(await ask(url, { MLFLOW_WORKSPACE: 'my\nteam' })).toMatch(
      /^MLFLOW_WORKSPACE is "my\\nteam", which is no name of a workspace\. Accepted are/,
    );
    expect(requests).toEqual([]);
  });
});

describe('a server with a certificate of its own', () => {
  it('is refused until the certificate is named or the check is switched off', async () => {
    const [key, cert] = [join(home, 'key.pem'), join(home, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=127.0.0.1',
        '-addext',
        'subjectAltName=IP:127.0.0.1',
        '-keyout',
        key,
        '-out',
        cert,
      ],
      { stdio: 'ignore' },
    );
    const options = { key: await readFile(key), cert: await readFile(cert) };
    const url = `https://${await listen(createTlsServer(options, experiments))}`;
    expect(await ask(url)).toMatch(
      /not signed by anybody this machine trusts; name the certificate in MLFLOW_TRACKING_SERVER_CERT_PATH/,
    );
    expect(await ask(url, { MLFLOW_TRACKING_SERVER_CERT_PATH: cert })).toBe('Default');
    expect(await ask(url, { MLFLOW_TRACKING_INSECURE_TLS: 'true' })).toBe('Default');
  });
});

describe('the registry', () => {
  it('may be on another server', async () => {
    const registry = await serve((request, response) => {
      response.writeHead(200, json);
      if (request.url?.includes('model-versions')) {
        response.end('{"model_versions":[{"name":"iris","version":"1","source":"s3://b/m"}]}');
      } else {
        response.end('{"registered_model":{"name":"iris"}}');
      }
    });
    const tracking = await serve(experiments);
    const store = await open(tracking.url, { MLFLOW_REGISTRY_URI: registry.url });
    expect((await store.findRegisteredModel('iris'))?.versions).toHaveLength(1);
    expect((await store.listExperiments()).items).toHaveLength(1);
    expect(tracking.requests).toHaveLength(1);
  });

  it('is asked for names with quotes without losing them', async () => {
    const { url, requests } = await serve((request, response) => {
      response.writeHead(200, json);
      response.end(
        request.url?.includes('model-versions')
          ? '{}'
          : '{"registered_model":{"name":"Ada\'s iris"}}',
      );
    });
    const store = await open(url);
    await store.findRegisteredModel("Ada's iris");
    const filter = new URL(requests[1]?.url ?? '', url).searchParams.get('filter');
    expect(filter).toBe('name = "Ada\'s iris"');
  });
});
