import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/core/formats/format-error.ts';
import { readUbjson } from '../../../src/core/formats/ubjson.ts';
import { ubjsonBytes } from '../../helpers/ubjson-bytes.ts';

const model = 'test/fixtures/booster-models/xgboost-booster/model.ubj';

/** Markers and texts as they are, numbers as bytes. */
function bytes(...parts: (string | number)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))),
  );
}

describe('readUbjson', () => {
  it('reads every kind of value', () => {
    const value = {
      a: [null, true, false, 'é', 7, 0.5, [], {}],
      b: { c: new Float32Array([1, 2]) },
    };
    const read = readUbjson(ubjsonBytes(value));
    expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(value)));
  });

  it.each<[string, Buffer, unknown]>([
    ['a signed byte', bytes('i', 0xff), -1],
    ['an unsigned byte', bytes('U', 0xff), 255],
    ['16 bits', bytes('I', 0xff, 0xfe), -2],
    ['32 bits', bytes('l', 0x80, 0, 0, 0), -(2 ** 31)],
    ['64 bits', bytes('L', 0, 0, 0, 1, 0, 0, 0, 0), 2 ** 32],
    ['a double', bytes('D', 0x3f, 0xf8, 0, 0, 0, 0, 0, 0), 1.5],
    ['a character', bytes('CA'), 'A'],
    ['no-ops in between', bytes('N[NZNTN]'), [null, true]],
    ['a list that says no length', bytes('[i', 1, 'i', 2, ']'), [1, 2]],
    ['a counted object', bytes('{#i', 1, 'i', 1, 'aT'), { a: true }],
    ['signed bytes', bytes('[$i#i', 2, 1, 0xff), Int8Array.of(1, -1)],
    ['unsigned bytes', bytes('[$U#i', 2, 1, 0xff), Uint8Array.of(1, 255)],
    ['integers of 16 bits', bytes('[$I#i', 1, 1, 0), Int32Array.of(256)],
    ['integers of 32 bits', bytes('[$l#i', 1, 0, 0, 1, 0), Int32Array.of(256)],
    ['integers of 64 bits', bytes('[$L#i', 1, 0, 0, 0, 1, 0, 0, 0, 0), Float64Array.of(2 ** 32)],
    ['doubles', bytes('[$D#i', 1, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0), Float64Array.of(1.5)],
  ])('reads %s', (_, data, expected) => {
    expect(readUbjson(data)).toEqual(expected);
  });

  it('gives keys no meaning', () => {
    const read = readUbjson(ubjsonBytes(JSON.parse('{"__proto__":{"polluted":1}}')));
    expect(Object.keys(read as object)).toEqual(['__proto__']);
    expect('polluted' in {}).toBe(false);
  });

  it.each<[string, Buffer, RegExp]>([
    ['nothing', bytes(), /the data ends early \(at byte 0\)/],
    ['an unknown marker', bytes('x'), /"x" stands where a value is expected \(at byte 0\)/],
    ['a number that is cut off', bytes('l', 0, 0), /ends early \(at byte 1\)/],
    ['a text beyond the end', bytes('Si', 5, 'abc'), /length of 5 goes beyond the end/],
    ['a text that is not UTF-8', bytes('Si', 1, 0xff), /not UTF-8 \(at byte 3\)/],
    ['a length below zero', bytes('Si', 0xff), /not a number of zero or more/],
    ['a length that is none', bytes('ST'), /not a number of zero or more/],
    ['a huge length', bytes('[$d#L', 0, 0x1f, 0xff, 0, 0, 0, 0, 0), /goes beyond the end/],
    ['a length beyond 2^53', bytes('[#L', 0x7f, 0, 0, 0, 0, 0, 0, 0), /is too large/],
    ['a list of nothings', bytes('[$Z#i', 100), /typed array of "Z" is not read/],
    ['a typed array without a count', bytes('[$d'), /has no count/],
    ['an object of one type', bytes('{$i#i', 0), /object of one type/],
    ['a list that does not end', bytes('[TT'), /ends early/],
    ['a value nested too deep', Buffer.from('['.repeat(100_000)), /more than 64 deep/],
  ])('refuses %s', (_, data, message) => {
    expect(() => readUbjson(data)).toThrow(message);
    expect(() => readUbjson(data)).toThrow(FormatError);
  });

  it('says where a model was cut off, wherever that is', () => {
    const whole = readFileSync(model);
    for (let length = 0; length < whole.length; length += 7) {
      expect(() => readUbjson(whole.subarray(0, length))).toThrow(FormatError);
    }
  });
});
