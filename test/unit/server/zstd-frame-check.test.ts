import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZstdFrameCheck } from '../../../src/server/requests/zstd-frame-check.ts';
import { recordedFrames, skippableFrame, zstdFrame } from '../../helpers/zstd-frames.ts';

/** The pieces that come out of the check. */
async function check(...pieces: Buffer[]): Promise<Buffer[]> {
  const checked = Readable.from(pieces, { objectMode: false }).pipe(new ZstdFrameCheck());
  const passed: Buffer[] = [];
  for await (const piece of checked) passed.push(piece as Buffer);
  return passed;
}

const frames = [
  ...Object.values(recordedFrames),
  zstdFrame('text'),
  zstdFrame('', { checksum: [1, 2, 3, 4] }),
  zstdFrame('text', { dictionary: 7, checksum: [1, 2, 3, 4] }),
  skippableFrame('note'),
  skippableFrame(''),
];

describe('ZstdFrameCheck', () => {
  it('passes frames on as they are, cut between any two, however they arrive', async () => {
    const request = fc.record({
      sent: fc.array(fc.constantFrom(...frames), { minLength: 1, maxLength: 6 }),
      cuts: fc.array(fc.nat(150)),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ sent, cuts }) => {
        const whole = Buffer.concat(sent);
        const places = [0, ...cuts, whole.length].toSorted((one, other) => one - other);
        const pieces = places.slice(1).map((end, index) => whole.subarray(places[index], end));
        const passed = await check(...pieces.filter(({ length }) => length > 0));
        expect(Buffer.concat(passed)).toEqual(whole);
        const ends = passed.map((_, index) => Buffer.concat(passed.slice(0, index + 1)).length);
        const frameEnds = sent.map((_, index) => Buffer.concat(sent.slice(0, index + 1)).length);
        expect(ends).toEqual(expect.arrayContaining(frameEnds));
      }),
    );
  });

  it('passes on a frame of several blocks, one of them a byte that is repeated', async () => {
    const blocks = [0x10, 0, 0, 1, 2, 0x02, 0x80, 0, 3, 0x01, 0, 0];
    const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, ...blocks]);
    expect(Buffer.concat(await check(frame))).toEqual(frame);
    await expect(check(frame.subarray(0, -1))).rejects.toThrow('it ends before');
  });

  it.each([1, 2, 4].flatMap((dictionary) => [0, 1, 2, 4, 8].map((size) => [dictionary, size])))(
    'knows a header with a dictionary id of %i bytes and a content size of %i',
    async (dictionary = 0, size = 0) => {
      const isSingleSegment = size === 1; // which is what makes one byte possible
      const flags = [0, 1, 2, 4].indexOf(dictionary) + (isSingleSegment ? 0x20 : 0);
      const descriptor = flags + Math.max(0, [0, 2, 4, 8].indexOf(size)) * 0x40;
      const header = Buffer.alloc(dictionary + size + (isSingleSegment ? 0 : 1));
      const frame = Buffer.concat([
        Buffer.from([0x28, 0xb5, 0x2f, 0xfd, descriptor]),
        header,
        Buffer.from([1, 0, 0]),
      ]);
      expect(await check(frame)).toEqual([frame]);
      await expect(check(frame.subarray(0, -1))).rejects.toThrow('it ends before');
    },
  );

  it('refuses every beginning of a frame, also after another frame', async () => {
    const message = 'it ends before its Zstandard frame does';
    for (const frame of frames) {
      for (let end = 1; end < frame.length; end += 1) {
        const cut = frame.subarray(0, end);
        await expect(check(cut)).rejects.toThrow(message);
        await expect(check(zstdFrame(''), cut)).rejects.toThrow(message);
      }
    }
    await expect(check()).rejects.toThrow(message);
  });

  it.each([
    ['text', Buffer.from('text'), 'it does not begin with a Zstandard frame'],
    ['a frame and text', Buffer.concat([zstdFrame('a'), Buffer.from('text')]), 'after a frame'],
    ['the magic of the format before 0.8', Buffer.from([0x27, 0xb5, 0x2f, 0xfd]), 'begin with'],
    ['a block of type 3', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 7, 0, 0]), 'unknown type'],
    ['1,001 frames', Buffer.concat(Array.from({ length: 1001 }, () => zstdFrame(''))), '1000'],
  ])('refuses %s', async (_, bytes, message) => {
    await expect(check(bytes)).rejects.toThrow(message);
  });

  it('passes 1,000 frames on', async () => {
    const many = Array.from({ length: 1000 }, () => zstdFrame(''));
    expect(await check(Buffer.concat(many))).toEqual(many);
  });
});
