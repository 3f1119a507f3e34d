import { request as httpsRequest } from 'node:https';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { startFakeServer } from '../helpers/fake-server.ts';

/** A certificate for localhost that signed itself, its key, and the key of no certificate. */
const fileOf = (name: string) => join(import.meta.dirname, 'tls', name);
const certificatePath = fileOf('certificate.pem');
const tls = { certificatePath, keyPath: fileOf('key.pem') };

function get(url: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpsRequest(url, { ca: readFileSync(certificatePath) }, (incoming) => {
      let body = '';
      incoming.setEncoding('utf8').on('data', (text: string) => (body += text));
      incoming.on('end', () => resolve({ status: incoming.statusCode, body }));
    });
    outgoing.on('error', reject).end();
  });
}

describe('a server with a certificate', () => {
  it('speaks HTTPS, and its address says so', async () => {
    const { server } = await startFakeServer({ access: { tls, pathPrefix: '/iris' } });
    expect(server.url).toBe(`https://127.0.0.1:${server.port}/iris`);
    expect(await get(`${server.url}/version`)).toEqual({ status: 200, body: '1.2.3' });
  });

  it('does not speak HTTP', async () => {
    const { server } = await startFakeServer({ access: { tls } });
    await expect(fetch(`http://127.0.0.1:${server.port}/ping`)).rejects.toThrow('fetch failed');
    expect((await get(`${server.url}/ping`)).status).toBe(200);
  });

  it('cuts a client that begins and then says nothing', async () => {
    const { server } = await startFakeServer({ access: { tls }, limits: { headersSeconds: 0.2 } });
    const socket = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false });
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('error', () => {}).on('close', () => resolve(text));
      socket.write('GET /ping HTTP/1.1\r\nHost: loc');
    });
    expect(answer).toMatch(/^HTTP\/1.1 408 /u);
  });

  it.each([
    [
      'a file that is missing',
      { ...tls, keyPath: fileOf('none.pem') },
      /key .*none\.pem cannot be/u,
    ],
    ['the key of another', { ...tls, keyPath: fileOf('other-key.pem') }, /key values mismatch/u],
    ['a file that is no PEM', { ...tls, certificatePath: import.meta.filename }, /in PEM/u],
  ])('does not start with %s, and says so', async (_, files, message) => {
    await expect(startFakeServer({ access: { tls: files } })).rejects.toThrow(message);
  });
});
