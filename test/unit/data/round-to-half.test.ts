import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundToHalf } from '../../../src/core/data/convert/round-to-half.ts';

/** Every finite half that is not negative, by the layout of its bits. */
const halves = Array.from({ length: 0x7c00 }, (_, bits) => {
  const [exponent, fraction] = [bits >> 10, bits & 0x3ff];
  return exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
});

describe('roundToHalf', () => {
  it('keeps every half', () => {
    expect(halves.filter((half) => !Object.is(roundToHalf(half), half))).toEqual([]);
    expect(halves.filter((half) => !Object.is(roundToHalf(-half), -half))).toEqual([]);
  });

  it('takes the nearer of two neighbours, and of two as near the even one', () => {
    const wrong = halves.slice(0, -1).filter((half, index) => {
      const next = halves[index + 1] ?? 0;
      const middle = (half + next) / 2;
      const even = index % 2 === 0 ? half : next;
      const beside = middle * 2 ** -40;
      return (
        roundToHalf(middle) !== even ||
        roundToHalf(middle - beside) !== half ||
        roundToHalf(middle + beside) !== next
      );
    });
    expect(wrong).toEqual([]);
  });

  it('is infinite from 65520 on, and keeps NaN and the sign of what becomes zero', () => {
    expect([65519.999, 65520, 1e300, -65520].map(roundToHalf)).toEqual([
      65504,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
    expect(roundToHalf(Number.NaN)).toBeNaN();
    expect([2 ** -25, -(2 ** -25), -1e-300].map(roundToHalf)).toEqual([0, -0, -0]);
  });

  it('never leaves the order of numbers', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(roundToHalf(less)).toBeLessThanOrEqual(roundToHalf(more));
      }),
    );
  });
});
