import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openLocalModel } from '../../src/core/model/local-model.ts';
import { downloadByPython } from '../../src/core/store/artifacts/sources/download-by-python.ts';
import type { StoreHost } from '../../src/core/store/store-host.ts';
import { resolveModelUri } from '../../src/core/uri/resolve-model-uri.ts';
import { testPython } from '../helpers/python-models.ts';
import { startMlflowServer, startPythonServer } from '../helpers/python-server.ts';
import { storeHost } from '../helpers/store-host.ts';

const run = promisify(execFile);
const script = resolve('test/helpers/serve_artifacts.py');
const keys = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'very-secret' };
const slow = 180_000;

let folder = '';
const stop: (() => Promise<void>)[] = [];

async function python(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { stdout } = await run(testPython ?? 'python3', [script, ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
  });
  return stdout.trim().split('\n').at(-1) ?? '';
}

async function resolveWith(uri: string, host: Partial<StoreHost>, trackingUri?: string) {
  const cacheFolder = await mkdtemp(join(folder, 'cache-'));
  return resolveModelUri(uri, {
    workingDirectory: folder,
    storeHost: storeHost({ cacheFolder, ...host }),
    ...(trackingUri !== undefined && { trackingUri }),
  });
}

/** The server as another machine would see it: its paths are not there. Ends with the test. */
async function asIfElsewhere(url: string, hidden: string): Promise<string> {
  const server = createServer((request, response) => {
    const pass = async (): Promise<void> => {
      const body = await text(request);
      const method = request.method ?? 'GET';
      const type = request.headers['content-type'];
      const answer = await fetch(`${url}${request.url}`, {
        method,
        headers: { ...(type !== undefined && { 'Content-Type': type }) },
        ...(method === 'POST' && { body }),
      });
      const isJson = answer.headers.get('content-type')?.includes('json');
      const bytes = Buffer.from(await answer.arrayBuffer());
      const shown = bytes.toString('utf8').replaceAll(hidden, '/srv/elsewhere');
      response.writeHead(answer.status).end(isJson ? shown : bytes);
    };
    pass().catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server has one
}

describe.skipIf(!testPython)('artifacts of real servers', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mlinvoke-artifacts-'));
  });
  afterAll(async () => {
    for (const end of stop) await end();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  describe('in an S3-compatible server (moto)', () => {
    let endpoint = '';
    const environment = () => ({ ...keys, MLFLOW_S3_ENDPOINT_URL: endpoint });

    beforeAll(async () => {
      const server = await startPythonServer({
        python: testPython ?? '',
        args: (port) => ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
        cwd: folder,
        probe: '/',
      });
      stop.push(() => server.stop());
      endpoint = server.url;
      await python(['save', 'saved']);
      await python(['bucket', endpoint, 'saved'], { ...keys, AWS_DEFAULT_REGION: 'us-east-1' });
    }, slow);

    it('are a model whose files are those that were put there', async () => {
      const found = await resolveWith('s3://models/deep/ir is ü/', { environment: environment() });
      const names = await readdir(found.folder, { recursive: true });
      expect(names.toSorted()).toEqual((await readdir(join(folder, 'saved'))).toSorted());
      expect(found.hops.map(({ label }) => label)).toEqual(['downloaded']);
      expect((await openLocalModel(found.folder)).mlmodel.flavors.has('sklearn')).toBe(true);
    });

    it('are listed over more than one page', async () => {
      const found = await resolveWith('s3://models/many', { environment: environment() });
      expect(await readdir(join(found.folder, 'data'))).toHaveLength(1002);
    });

    it('that are not there are said so, and never with a secret', async () => {
      for (const uri of ['s3://models/nothing', 's3://no-such-bucket/x']) {
        const error = await resolveWith(uri, { environment: environment() }).catch(String);
        expect(error).toMatch(/There are no files at s3|status 404 \(NoSuchBucket\)/);
        expect(error).not.toContain('very-secret');
      }
    });

    it('are fetched with mlflow itself where a scheme is not read here', async () => {
      const host = {
        environment: {},
        downloadByPython: downloadByPython({
          findPython: async () => testPython ?? 'python3',
          environment: { ...process.env, ...environment() },
        }),
      };
      // viewfs needs Hadoop: MLflow's own sentence is handed on.
      await expect(resolveWith('viewfs://nowhere/model', host)).rejects.toThrow(
        /"mlflow artifacts download" could not fetch viewfs:\/\/nowhere\/model: /,
      );
      await expect(resolveWith('viewfs://nowhere/model', { environment: {} })).rejects.toThrow(
        '"viewfs:" is not read here',
      );
    });
  });

  describe('of a tracking server that does not hand artifacts on', () => {
    let url = '';
    let logged = { run: '', model: '', uri: '' };
    const at = (part: string): string => join(folder, 'server', part);

    beforeAll(async () => {
      await mkdir(at('kept'), { recursive: true });
      const server = await startMlflowServer(testPython ?? '', {
        folder: at('.'),
        parameters: ['--no-serve-artifacts', '--default-artifact-root', at('kept')],
      });
      stop.push(() => server.stop());
      url = server.url;
      logged = JSON.parse(await python(['log'], { MLFLOW_TRACKING_URI: url })) as typeof logged;
      await rm(join(folder, 'plain'), { recursive: true });
    }, slow);

    it('are on this machine where it is that of the server', async () => {
      const found = await resolveWith('models:/line/1', {}, url);
      expect(found.hops.at(-1)?.label).toBe('folder');
      expect((await openLocalModel(found.folder)).mlmodel.flavors.has('sklearn')).toBe(true);
    });

    it.each(['models:/line/1', 'models:/<model>', 'runs:/<run>/line', 'runs:/<run>/old/plain'])(
      'are read by the server for %s where only it can read them',
      async (form) => {
        const uri = form.replace('<run>', logged.run).replace('<model>', logged.model);
        const whole = await resolveWith(uri, {}, url);
        const remote = await asIfElsewhere(url, folder);
        const found = await resolveWith(uri, {}, remote);
        const hop = found.hops.at(-1);
        expect(hop?.label).toBe('downloaded');
        expect(hop?.value).toMatch(/recorded at .*\/srv\/elsewhere\/server\/kept\//);
        const names = await readdir(found.folder, { recursive: true });
        expect(names.toSorted()).toEqual((await readdir(whole.folder)).toSorted());
        expect((await stat(join(found.folder, 'MLmodel'))).size).toBeGreaterThan(100);
      },
    );
  });
});
