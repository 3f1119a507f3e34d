import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader, encodeFrame } from '../../../../src/core/engines/python/frames.ts';

describe('frames', () => {
  it('come out as they went in, however the pipe cuts them', () => {
    const frames = fc.array(
      fc.record({ text: fc.string(), body: fc.uint8Array({ maxLength: 40 }) }),
    );
    fc.assert(
      fc.property(frames, fc.integer({ min: 1, max: 30 }), (sent, size) => {
        const parts = sent.flatMap(({ text, body }) => encodeFrame({ text }, body));
        const bytes = Buffer.concat(parts);
        const reader = new FrameReader();
        const received = [];
        for (let start = 0; start < bytes.length; start += size) {
          received.push(...reader.push(bytes.subarray(start, start + size)));
        }
        expect(received.map(({ header, body }) => [header, [...body]])).toEqual(
          sent.map(({ text, body }) => [{ text }, [...body]]),
        );
      }),
    );
  });

  it('are refused when something else wrote into the pipe', () => {
    expect(() => new FrameReader().push(Buffer.from('garbage!'))).toThrow('a header of 1734439522');
  });
});
