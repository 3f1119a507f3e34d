import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { downloadArtifacts } from '../../../../src/core/store/artifacts/download/download-artifacts.ts';
import { listCachedModels } from '../../../../src/core/store/artifacts/download/model-cache.ts';
import { send } from '../../../../src/core/http/send.ts';
import { handedOn } from '../../../../src/core/store/rest/rest-artifacts.ts';
import { restApi } from '../../../../src/core/store/rest/rest-api.ts';
import { scriptedServer, sendBytes } from '../../../helpers/scripted-server.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const never = new AbortController().signal;
const token = 'Bearer very-secret';
const api = '/api/2.0/mlflow-artifacts/artifacts';

interface Listed {
  readonly path: string;
  readonly is_dir?: boolean;
  readonly file_size?: number;
}

/** Lists these files, and answers for each of them as `file` says. */
function server(files: readonly Listed[], file: RequestListener): RequestListener {
  return (request, response) => {
    if (request.url?.startsWith(`${api}?`)) response.end(JSON.stringify({ files }));
    else file(request, response);
  };
}

function content(text: string) {
  return (request: IncomingMessage, response: ServerResponse) =>
    sendBytes(request, response, Buffer.from(text));
}

async function download(listener: RequestListener) {
  const running = await scriptedServer(listener);
  const cacheFolder = await temporaryFolder();
  const access = { baseUrl: running.url, headers: { Authorization: token }, tls: {} };
  const source = handedOn(restApi(access), 'mlflow-artifacts:/1/model');
  if (!source) throw new Error('nothing is handed on');
  const outcome = await downloadArtifacts(source, {
    cacheFolder,
    cacheLimit: 1e9,
    signal: never,
  }).catch((error: unknown) => error);
  const message = outcome instanceof Error ? outcome.message : '';
  expect(message).not.toContain('very-secret');
  // A whole model, or none.
  expect(await listCachedModels(cacheFolder)).toHaveLength(message === '' ? 1 : 0);
  return { ...running, message, folder: message === '' ? String(outcome) : '', cacheFolder };
}

const one = [{ path: 'MLmodel', file_size: 4 }];

describe('a server', () => {
  it('that is good gives a model', async () => {
    const { folder, requests } = await download(server(one, content('good')));
    expect(await readFile(join(folder, 'MLmodel'), 'utf8')).toBe('good');
    expect(requests.every(({ headers }) => headers.authorization === token)).toBe(true);
  });

  it.each(['../evil', '..%2fevil', '/etc/evil', 'C:\\evil', 'a\0b'])(
    'that lists %j is refused before anything is fetched',
    async (path) => {
      const { message, asked, cacheFolder } = await download(
        server([...one, { path, file_size: 1 }], content('evil')),
      );
      expect(message).toContain("a name that leads out of the model's folder");
      expect(asked).toHaveLength(1);
      expect(await readdir(cacheFolder)).toEqual([]);
    },
  );

  it.each([
    ['that lists itself for ever', [{ path: 'a', is_dir: true }]],
    ['whose folder is its own', [{ path: '', is_dir: true }]],
  ])('%s is refused', async (_, files) => {
    const { message } = await download(server(files, content('')));
    expect(message).toMatch(/The list of files at .* has no end/);
  });

  it('that sends less than it announced is asked for the rest, and in the end given up', async () => {
    const { message, asked } = await download(
      server(one, (_request, response) => {
        response.writeHead(200, { 'Content-Length': 4 });
        response.write('go');
        setTimeout(() => response.destroy(), 20);
      }),
    );
    expect(message).toMatch(/MLmodel|cannot be reached/);
    expect(asked.length).toBeGreaterThan(3);
  });

  it('that breaks off once is asked for the rest', async () => {
    let count = 0;
    const bytes = Buffer.alloc(300_000, 'x');
    const files = [...one, { path: 'model.bin', file_size: bytes.length }];
    const { folder, requests } = await download(
      server(files, (request, response) => {
        if (request.url?.endsWith('/MLmodel')) return content('good')(request, response);
        count += 1;
        if (count > 1) return sendBytes(request, response, bytes);
        response.writeHead(200, { 'Content-Length': bytes.length });
        response.write(bytes.subarray(0, 200_000), () => {
          setTimeout(() => response.destroy(), 50);
        });
      }),
    );
    expect((await readFile(join(folder, 'model.bin'))).equals(bytes)).toBe(true);
    expect(requests.at(-1)?.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('that sends other bytes than those asked for is given up', async () => {
    let count = 0;
    const files = [...one, { path: 'model.bin', file_size: 300_000 }];
    const { message } = await download(
      server(files, (request, response) => {
        if (request.url?.endsWith('/MLmodel')) return content('good')(request, response);
        count += 1;
        if (count > 1) {
          response.writeHead(206, { 'Content-Range': 'bytes 0-299999/300000' });
          return response.end(Buffer.alloc(300_000));
        }
        response.writeHead(200, { 'Content-Length': 300_000 });
        response.write(Buffer.alloc(200_000), () => setTimeout(() => response.destroy(), 50));
      }),
    );
    expect(message).toMatch(/was asked for the bytes from \d+ on and sent others/);
  });

  it('that sends more than it listed is given up', async () => {
    const { message } = await download(server(one, content('too good')));
    expect(message).toContain('said that MLmodel has 4 bytes and sends more');
  });

  it('that packs what it sends is refused', async () => {
    const { message } = await download(
      server(one, (request, response) =>
        sendBytes(request, response, Buffer.from('good'), { 'Content-Encoding': 'gzip' }),
      ),
    );
    expect(message).toContain('sends its files encoded as "gzip"');
  });

  it.each([
    [401, /status 401: it does not accept|status 401: it wants to know who asks/],
    [403, /status 403: not everybody may read/],
    [404, /status 404/],
  ])('that answers %d is not asked again', async (status, sentence) => {
    const { message, asked } = await download(
      server(one, (_request, response) => response.writeHead(status).end('no')),
    );
    expect(message).toMatch(sentence);
    expect(asked).toHaveLength(2);
  });

  it.each([429, 500, 503])('that answers %d is asked again, as it says', async (status) => {
    let count = 0;
    const { folder, asked } = await download(
      server(one, (request, response) => {
        count += 1;
        if (count > 2) return content('good')(request, response);
        response.writeHead(status, { 'Retry-After': '0' }).end();
      }),
    );
    expect(await readFile(join(folder, 'MLmodel'), 'utf8')).toBe('good');
    expect(asked.length).toBe(count + 1);
  });

  it('that asks for a long pause is not waited for', async () => {
    const { message, asked } = await download(
      server(one, (_request, response) =>
        response.writeHead(429, { 'Retry-After': '3600' }).end('busy'),
      ),
    );
    expect(message).toMatch(/status 429: it is asked too often/);
    expect(asked).toHaveLength(2);
  });

  it('that sends us elsewhere gives no credentials away', async () => {
    const elsewhere = await scriptedServer(content('good'));
    const { folder } = await download(
      server(one, (_request, response) =>
        response.writeHead(307, { Location: `${elsewhere.url}/signed?key=1` }).end(),
      ),
    );
    expect(await readFile(join(folder, 'MLmodel'), 'utf8')).toBe('good');
    expect(elsewhere.requests.length).toBeGreaterThan(0);
    for (const { headers } of elsewhere.requests) {
      expect(Object.keys(headers).toSorted()).toEqual([
        'accept-encoding',
        'connection',
        'host',
        'user-agent',
      ]);
    }
  });

  it.each(['file:///etc/passwd', 'ftp://127.0.0.1/x'])(
    'that sends us to %s is not followed',
    async (location) => {
      const { message } = await download(
        server(one, (_request, response) => response.writeHead(302, { Location: location }).end()),
      );
      expect(message).toMatch(/sends us on to (?:file|ftp):.* The redirect was not followed/);
    },
  );

  it('that sends us round is left', async () => {
    const { message, asked } = await download(
      server(one, (request, response) =>
        response.writeHead(302, { Location: request.url ?? '' }).end(),
      ),
    );
    expect(message).toContain('which goes on and on');
    expect(asked.length).toBeLessThan(10);
  });

  it.each(['before its answer', 'within its answer'])(
    'that falls silent %s is left',
    async (when) => {
      const { url } = await scriptedServer((_request, response) => {
        if (when === 'before its answer') return;
        response.writeHead(200, { 'Content-Length': 100 });
        response.write('x');
      });
      const request = {
        url: new URL(url),
        method: 'GET',
        headers: {},
        tls: {},
        patience: 100,
      } as const;
      const read = async (): Promise<void> => {
        for await (const chunk of (await send(request)).body) expect(String(chunk)).toBe('x');
      };
      await expect(read()).rejects.toThrow('the server has said nothing for 0.1 seconds');
    },
  );

  it('that nobody can reach is named', async () => {
    const { port } = await scriptedServer(() => {});
    const access = { baseUrl: `http://127.0.0.1:${port === 1 ? 2 : 1}`, headers: {}, tls: {} };
    const source = handedOn(restApi(access), 'mlflow-artifacts:/m');
    await expect(source?.list(never)).rejects.toThrow('nothing listens there');
  });

  it('other than the tracking server gets no credentials', async () => {
    const other = await scriptedServer(server(one, content('good')));
    const access = { baseUrl: 'http://127.0.0.1:1', headers: { Authorization: token }, tls: {} };
    const named = handedOn(restApi(access), `mlflow-artifacts://127.0.0.1:${other.port}/m`);
    const addressed = handedOn(restApi(access), `${other.url}${api}/m`);
    expect(await named?.list(never)).toEqual([{ path: 'MLmodel', size: 4 }]);
    expect(await addressed?.list(never)).toEqual([{ path: 'MLmodel', size: 4 }]);
    expect(other.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });
});
