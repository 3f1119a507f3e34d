import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PythonFloat } from '../../../src/core/data/json/json-value.ts';
import { readJson } from '../../../src/core/data/json/read-json.ts';
import { scanJson } from '../../../src/core/data/json/scan-json.ts';

describe('scanJson', () => {
  it('reads what JSON.parse reads', () => {
    const plainNumbers = fc
      .jsonValue()
      .filter((value) => !/[.e]|\d{16}|"\d+":|__proto__/u.test(JSON.stringify(value)));
    fc.assert(
      fc.property(plainNumbers, fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(scanJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses what JSON.parse refuses, but for the literals of Python', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'{}[]",:0123-+.eE\\ tfn'.split('')) }),
        (text) => {
          const reads = (read: (text: string) => unknown) => {
            try {
              read(text);
              return true;
            } catch {
              return false;
            }
          };
          expect(reads(scanJson)).toBe(reads((json) => JSON.parse(json)));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('keeps all digits of integers beyond 2^53', () => {
    expect(scanJson('[9007199254740993, -9223372036854775808]')).toEqual([
      9007199254740993n,
      -9223372036854775808n,
    ]);
  });

  it('tells 5.0 from 5', () => {
    expect(scanJson('[5, 5.0, 5e0, 5.5]')).toEqual([
      5,
      new PythonFloat(5),
      new PythonFloat(5),
      5.5,
    ]);
  });

  it('reads NaN and the infinities, as Python does', () => {
    expect(scanJson('[NaN, Infinity, -Infinity]')).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  it('keeps the order of keys that look like numbers, and __proto__ as a key', () => {
    expect(scanJson('{"10": 1, "2": 2}')).toEqual(
      new Map([
        ['10', 1],
        ['2', 2],
      ]),
    );
    expect(scanJson('{"__proto__": 1}')).toEqual(new Map([['__proto__', 1]]));
  });

  it.each([
    ['{"a": 1,}', 'line 1, column 9 there is "}" where a key in double quotes is expected'],
    ['{"a":\n [1 2]}', 'line 2, column 5 there is "2]}" where "," or "]" is expected'],
    ['[1', 'the body ends where "," or "]" is expected'],
    ['', 'line 1, column 1 the body ends where a value is expected'],
    ["{'a': 1}", 'a key in double quotes is expected'],
    ['["a\nb"]', 'a string that ends with a quote and escapes control characters'],
    ['[1] [2]', 'the end of the body is expected'],
  ])('says where %j is wrong', (text, message) => {
    expect(() => scanJson(text)).toThrow(message);
  });

  it('refuses to nest without end', () => {
    expect(() => scanJson('['.repeat(600))).toThrow('more than 500 levels');
  });
});

describe('readJson', () => {
  it('loses no digit, order or float although it takes the fast way where it can', () => {
    const read = (text: string) => readJson(text, { keepsFloats: true });
    expect(read('{"a": 12345678901234567890}')).toEqual({ a: 12345678901234567890n });
    expect(read('[-12345678901234567890]')).toEqual([-12345678901234567890n]);
    expect(read('{"1": 1, "0": 2}')).toEqual(
      new Map([
        ['1', 1],
        ['0', 2],
      ]),
    );
    expect(read('[5.0]')).toEqual([new PythonFloat(5)]);
    expect(read('[5E2]')).toEqual([new PythonFloat(500)]);
    expect(read('[0.1234567890123456]')).toEqual([0.1234567890123456]);
  });

  it('finds every float that rounds to a whole number', () => {
    const digits = (constraints: { minLength: number; maxLength: number }) =>
      fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), ...constraints });
    const whole = fc.tuple(fc.constantFrom('1', '8', '9'), digits({ minLength: 0, maxLength: 14 }));
    const run = fc.tuple(fc.constantFrom('0', '9'), fc.nat({ max: 16 }));
    const tail = digits({ minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(whole, run, tail, ([first, rest], [digit, length], last) => {
        const text = `[${first}${rest}.${digit.repeat(length)}${last}]`;
        expect(readJson(text, { keepsFloats: true })).toEqual(scanJson(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps the order of numbers as keys, however they are written', () => {
    const text = String.raw`[{"\u0032": 1, "1\u0030": 2}]`;
    expect(readJson(text, { keepsFloats: false })).toEqual(scanJson(text));
  });

  it('takes 5.0 for 5 where that makes no difference', () => {
    expect(readJson('[5.0]', { keepsFloats: false })).toEqual([5]);
  });
});
