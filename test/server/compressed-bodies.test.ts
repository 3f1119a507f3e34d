import * as zlib from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf, invoke, startFakeServer } from '../helpers/fake-server.ts';
import { recordedFrames, skippableFrame, zstdFrame } from '../helpers/zstd-frames.ts';

type Compress = (content: Buffer | string) => Buffer;

const text = JSON.stringify({ inputs: [1] });
/** What Node has from 22.15 on, and the types of the oldest Node do not name. */
const { zstdCompressSync } = zlib as { readonly zstdCompressSync?: Compress };
const encodings: readonly (readonly [string, Compress])[] = [
  ['gzip', zlib.gzipSync],
  ['x-gzip', zlib.gzipSync],
  ['GZIP', zlib.gzipSync],
  ['deflate', zlib.deflateSync],
  ['br', zlib.brotliCompressSync],
  ...(zstdCompressSync ? [['zstd', zstdCompressSync] as const] : []),
];
const accepted = `gzip, deflate, br${zstdCompressSync ? ', zstd' : ''}`;

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

  it('is inflated when it is large', async () => {
    const { server } = await startFakeServer();
    const blanks = Array.from({ length: 2_000_000 }, (_, at) => ' \n\t'.at(((at * at) % 7919) % 3));
    const body = bytes(compress(`${blanks.join('')}${text}`));
    expect(await (await invoke(server, { headers, body })).json()).toEqual({ predictions: [1] });
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

describe.runIf(zstdCompressSync)('a body in zstd', () => {
  const headers = { 'Content-Encoding': 'zstd' };
  const ask = async (...parts: Buffer[]) => {
    const { server } = await startFakeServer();
    return invoke(server, { headers, body: bytes(Buffer.concat(parts)) });
  };

  it.each([
    ...Object.entries(recordedFrames).map(([name, frame]) => [`of the command, ${name}`, [frame]]),
    ['with a window of 8 MiB', [zstdFrame(text, { window: 0x68 })]],
    ['in several frames', [zstdFrame('{"inputs"'), zstdFrame(''), zstdFrame(': [1]}')]],
    ['between skippable frames', [skippableFrame('a'), zstdFrame(text), skippableFrame('')]],
  ] as [string, Buffer[]][])('is inflated: %s', async (_, parts) => {
    const response = await ask(...parts);
    expect([response.status, await response.json()]).toEqual([200, { predictions: [1] }]);
  });

  it.each(Object.entries(recordedFrames))(
    'is refused wherever it is cut off (%s)',
    async (_, frame) => {
      const { server } = await startFakeServer();
      for (let end = 0; end < frame.length; end += 1) {
        const body = bytes(frame.subarray(0, end));
        const error = await errorOf(await invoke(server, { headers, body }));
        expect(error).toMatchObject({ status: 400, error_code: 'BAD_REQUEST' });
        expect(error.message).toContain('it ends before its Zstandard frame does');
      }
    },
  );

  it.each([
    ['bytes after it', [zstdFrame(text), Buffer.from('junk')], 'after a frame'],
    ['half a frame after it', [zstdFrame(text), zstdFrame(' ').subarray(0, -1)], 'it ends before'],
    ['a wrong checksum', [zstdFrame(text, { checksum: [1, 2, 3, 4] })], 'checksum'],
    ['a window above 8 MiB', [zstdFrame(text, { window: 0x69 })], 'window of more than 8 MiB'],
    ['a dictionary', [zstdFrame(text, { dictionary: 7 })], 'compressed with a dictionary'],
    ['1,001 frames', Array.from({ length: 1001 }, () => zstdFrame('')), 'more than 1000'],
    ['nothing but a skippable frame', [skippableFrame(text)], 'JSON'],
  ])('is refused with %s, by name', async (_, parts, message) => {
    const error = await errorOf(await ask(...parts));
    expect(error).toMatchObject({ status: 400, error_code: 'BAD_REQUEST' });
    expect(error.message).toContain(message);
  });
});

describe('a Content-Encoding', () => {
  it.skipIf(zstdCompressSync)('of zstd is refused with the Node that has it', async () => {
    const { server } = await startFakeServer();
    const response = await invoke(server, { headers: { 'Content-Encoding': 'zstd' } });
    expect([response.status, response.headers.get('accept-encoding')]).toEqual([415, accepted]);
    expect(await response.text()).toContain('"zstd" needs Node.js 22.15 or later');
  });

  it.each(['compress', 'gzip, br', 'constructor', 'zstd, gzip'])(
    'of "%s" is refused with 415 by name, with what is accepted',
    async (encoding) => {
      const { server } = await startFakeServer();
      const response = await invoke(server, { headers: { 'Content-Encoding': encoding } });
      expect(response.status).toBe(415);
      expect(response.headers.get('accept-encoding')).toBe(accepted);
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
