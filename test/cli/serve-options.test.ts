import { request } from 'node:https';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { firstLine, irisModel, root, runCli, startCli } from '../helpers/run-cli.ts';

const running: ReturnType<typeof startCli>[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Serves the iris model; gives the address and what the command says besides. */
async function serve(args: readonly string[], environment: Record<string, string> = {}) {
  const child = startCli(['serve', '-m', irisModel, '-p', '0', ...args], { environment });
  running.push(child);
  let notes = '';
  child.stderr.on('data', (chunk: Buffer) => (notes += chunk.toString()));
  const [, url = ''] = / at (\S+) /u.exec(await firstLine(child)) ?? [];
  return { url, notes: () => notes };
}

function failure(args: readonly string[], environment: Record<string, string> = {}) {
  return runCli(['serve', '-m', irisModel, '-p', '0', ...args], { environment });
}

const names = 'sepal length (cm),sepal width (cm),petal length (cm),petal width (cm)';
const invoke = (
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) =>
  fetch(`${url}/invocations`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv', ...headers },
    body,
  });

describe('mlinvoke serve with a token', () => {
  it.each([
    ['--token', ['--token', 'hush'], {}],
    ['MLINVOKE_TOKEN', [], { MLINVOKE_TOKEN: 'hush' }],
  ])('of %s answers only those who send it', async (_, args, environment) => {
    const { url } = await serve(args, environment);
    expect((await fetch(`${url}/ping`)).status).toBe(200);
    expect((await fetch(`${url}/version`)).status).toBe(401);
    const headers = { Authorization: 'Bearer hush' };
    expect((await fetch(`${url}/version`, { headers })).status).toBe(200);
  });

  it('that is empty does not start', async () => {
    const { code, stderr } = await failure([], { MLINVOKE_TOKEN: '' });
    expect([code, stderr]).toEqual([1, expect.stringContaining('The token is empty')]);
  });

  it('gives no warning on a host that others reach', async () => {
    const open = await serve(['-h', '0.0.0.0']);
    expect(open.notes()).toContain('without a token');
    const guarded = await serve(['-h', '0.0.0.0', '--token', 'hush']);
    expect(guarded.notes()).toBe('');
  });
});

describe('mlinvoke serve with a certificate', () => {
  const folder = join(root, 'test/server/tls');

  it('serves over HTTPS', async () => {
    const args = [
      '--tls-cert',
      join(folder, 'certificate.pem'),
      '--tls-key',
      'test/server/tls/key.pem',
    ];
    const { url } = await serve(args);
    expect(url).toMatch(/^https:/u);
    const status = await new Promise((resolve, reject) => {
      request(`${url}/ping`, { rejectUnauthorized: false }, (incoming) => {
        incoming.resume();
        resolve(incoming.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
  });

  it('asks for the key as well', async () => {
    const { code, stderr } = await failure(['--tls-cert', 'certificate.pem']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('--tls-key')]);
  });

  it('names a file that is missing', async () => {
    const { code, stderr } = await failure(['--tls-cert', 'none.pem', '--tls-key', 'none.pem']);
    expect([code, stderr]).toEqual([1, expect.stringContaining(join(root, 'none.pem'))]);
  });
});

describe('mlinvoke serve', () => {
  it('puts a prefix before every path', async () => {
    const { url } = await serve(['--path-prefix', '/models/iris']);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/models\/iris$/u);
    expect(await (await invoke(url, `${names}\n5.1,3.5,1.4,0.2`)).json()).toEqual({
      predictions: ['setosa'],
    });
  });

  it('lets the pages of an origin call', async () => {
    const { url } = await serve(['--allow-origins', 'https://a.example, https://b.example']);
    const response = await fetch(`${url}/ping`, { headers: { Origin: 'https://b.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('https://b.example');
  });

  it('limits a body by what it inflates to', async () => {
    const { url } = await serve(['--max-body', '1']);
    const body = Uint8Array.from(gzipSync(`${names}\n${'5.1,3.5,1.4,0.2\n'.repeat(100_000)}`));
    const response = await invoke(url, body, { 'Content-Encoding': 'gzip' });
    expect([body.length < 100_000, response.status]).toEqual([true, 413]);
  });

  it('quotes values of the request on this machine only, unless it is told otherwise', async () => {
    const bad = `${names}\nhush-data,3.5,1.4,0.2`;
    const messageFrom = async (args: readonly string[]) => {
      const { url } = await serve(args);
      const response = await invoke(url.replace('0.0.0.0', '127.0.0.1'), bad);
      expect(response.status).toBe(400);
      return response.text();
    };
    expect(await messageFrom([])).toContain('hush-data');
    expect(await messageFrom(['--error-detail', 'brief'])).not.toContain('hush-data');
    const brief = await messageFrom(['-h', '0.0.0.0']);
    expect(brief).not.toContain('hush-data');
    expect(brief).toContain('sepal length (cm)');
    expect(await messageFrom(['-h', '0.0.0.0', '--error-detail', 'detailed'])).toContain(
      'hush-data',
    );
  });

  it('logs each request with MLINVOKE_LOG=info', async () => {
    const { url, notes } = await serve([], { MLINVOKE_LOG: 'info' });
    await fetch(`${url}/version`, { headers: { 'X-Request-Id': 'my-id' } });
    await fetch(`${url}/ping`);
    expect(notes()).toMatch(/my-id GET \/version 200 [\d.]+ ms/u);
    expect(notes()).not.toContain('/ping');
  });

  it.each([
    [['--max-queue', '-1'], 'Expected a whole number from 0'],
    [['--max-body', '0'], 'Expected a whole number from 1'],
    [['--error-detail', 'none'], 'Allowed choices are brief, detailed'],
    [['--allow-origins', ','], 'Expected origins parted by commas'],
  ])('takes no %j', async (args, message) => {
    const { code, stderr } = await failure(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it.each([
    [['--allow-origins', 'a.example'], '"a.example" is no origin'],
    [['--path-prefix', '/a b'], '"/a b" is no path prefix'],
  ])('says what is wrong with %j', async (args, message) => {
    const { code, stderr } = await failure(args);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});
