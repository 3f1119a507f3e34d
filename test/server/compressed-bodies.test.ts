import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf, invoke, startFakeServer } from '../helpers/fake-server.ts';

const text = JSON.stringify({ inputs: [1] });
const encodings = [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['GZIP', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const;

/** Bytes as fetch takes them. */
const bytes = (buffer: Buffer) => Uint8Array.from(buffer);

describe.each(encodings)('a body in %s', (encoding, compress) => {
  const headers = { 'Content-Encoding': encoding };

  it('is inflated', async () => {
    const { server } = await startFakeServer();
    const response = await invoke(server, { headers, body: bytes(compress(text)) });
    expect([response.status, await response.json()]).toEqual([200, { predictions: [1] }]);
  });

  it('is inflated when it comes in pieces', async () => {
    const { server } = await startFakeServer();
    const body = new Blob([bytes(compress(text))]).stream();
    const response = await invoke(server, { headers, body, duplex: 'half' });
    expect(await response.json()).toEqual({ predictions: [1] });
  });

  it('is refused with 413 when it inflates beyond the limit, whatever its own size', async () => {
    const { server } = await startFakeServer({ limits: { bodyBytes: 100_000 } });
    const bomb = compress(Buffer.alloc(100_000_000, ' '));
    const before = process.memoryUsage().arrayBuffers;
    const error = await errorOf(await invoke(server, { headers, body: bytes(bomb) }));
    expect(error).toMatchObject({ status: 413, error_code: 'BAD_REQUEST' });
    expect(error.message).toContain('100000 bytes');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
    expect((await invoke(server)).status).toBe(200);
  });

  it('is refused with 413 by its Content-Length alone', async () => {
    const { server } = await startFakeServer({ limits: { bodyBytes: 10 } });
    const response = await invoke(server, { headers, body: bytes(compress(text)) });
    expect(response.status).toBe(413);
  });

  it.each([
    ['cut off', compress(text).subarray(0, -3)],
    ['empty', Buffer.alloc(0)],
    ['not compressed', Buffer.from(text)],
  ])('is refused with 400 when it is %s', async (_, body) => {
    const { server } = await startFakeServer();
    const error = await errorOf(await invoke(server, { headers, body: bytes(body) }));
    expect(error).toMatchObject({ status: 400, error_code: 'BAD_REQUEST' });
    expect(error.message).toContain('Content-Encoding');
  });
});

describe('a body that was changed on its way', () => {
  it.each(encodings)(
    'in %s is answered with 200 or 400, whatever the change',
    async (encoding, compress) => {
      const { server } = await startFakeServer();
      const whole = compress(text);
      const change = fc.record({
        at: fc.nat(whole.length - 1),
        byte: fc.nat(255),
        end: fc.nat(40),
      });
      await fc.assert(
        fc.asyncProperty(change, async ({ at, byte, end }) => {
          const body = bytes(whole);
          body[at] = byte;
          const headers = { 'Content-Encoding': encoding };
          const response = await invoke(server, { headers, body: body.subarray(0, end + 1) });
          await response.arrayBuffer();
          expect([200, 400]).toContain(response.status);
        }),
        { numRuns: 150 },
      );
    },
  );
});

describe('a Content-Encoding', () => {
  it.each(['zstd', 'gzip, br', 'constructor'])(
    'of "%s" is refused with 415 by name, with what is accepted',
    async (encoding) => {
      const { server } = await startFakeServer();
      const response = await invoke(server, { headers: { 'Content-Encoding': encoding } });
      expect(response.status).toBe(415);
      expect(response.headers.get('accept-encoding')).toBe('gzip, deflate, br');
      expect(await response.text()).toContain(`"${encoding}"`);
    },
  );

  it('is not blamed for a Content-Type that is refused', async () => {
    const { server } = await startFakeServer();
    const response = await invoke(server, { headers: { 'Content-Type': 'text/html' } });
    expect(response.status).toBe(415);
    expect(response.headers.has('accept-encoding')).toBe(false);
  });

  it('of "identity" leaves the body as it is', async () => {
    const { server } = await startFakeServer();
    const response = await invoke(server, { headers: { 'Content-Encoding': 'identity' } });
    expect(response.status).toBe(200);
  });
});
