import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parsePandasFloat,
  parsePlainNumbers,
} from '../../../src/core/data/convert/pandas-number.ts';
import { splitCsv } from '../../../src/core/data/parse/split-csv.ts';

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), maxLength: 18 });
const sign = fc.constantFrom('', '-', '+');
const nearlyPlain = fc
  .tuple(sign, digits, fc.constantFrom('', '.', 'e', ' ', '..'), digits)
  .map((parts) => parts.join(''));

describe('parsePlainNumbers', () => {
  it('gives the same floats as the slow way, or leaves it to that', () => {
    fc.assert(
      fc.property(nearlyPlain, (text) => {
        const plain = parsePlainNumbers([text]);
        const isPlain = /^-?(?:\d+\.?\d*|\.\d+)$/u.test(text);
        expect(plain?.values[0]).toBe(isPlain ? parsePandasFloat(text) : undefined);
      }),
      { numRuns: 3000 },
    );
  });

  it('rounds every printed double back to itself', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = String(value);
        fc.pre(!text.includes('e'));
        expect(parsePlainNumbers([text])?.values[0]).toBe(value === 0 ? 0 : value);
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps the sign of zero', () => {
    expect(parsePlainNumbers(['-0', '-0.0'])?.values).toEqual(Float64Array.of(-0, -0));
  });

  it.each([
    [['1', '-20'], true],
    [['1', '2.0'], false],
    [['1234567890123456'], false],
  ])('tells whether %j are short integers', (texts, areIntegers) => {
    expect(parsePlainNumbers(texts)?.areIntegers).toBe(areIntegers);
  });
});

describe('splitCsv', () => {
  it('splits text without quotes as it splits text with them', () => {
    const unit = fc.constantFrom('a', '1', ',', '\n', '\r', '\r\n', ' ', '\t', '🙂', '\ufeff');
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        fc.pre(!text.startsWith('\ufeff'));
        expect(splitCsv(text)).toEqual(splitCsv(`"x"\n${text}`).slice(1));
      }),
      { numRuns: 2000 },
    );
  });
});
