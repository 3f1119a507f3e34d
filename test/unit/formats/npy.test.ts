import { describe, expect, it } from 'vitest';
import { readNpy } from '../../../src/core/formats/npy.ts';

function npy(header: string, data: Uint8Array = new Uint8Array(0), version = 1): Buffer {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(header.length);
  else length.writeUInt32LE(header.length);
  const magic = Buffer.from('\x93NUMPY', 'latin1');
  return Buffer.concat([magic, Buffer.from([version, 0]), length, Buffer.from(header), data]);
}

const floats = (shape: string): string =>
  `{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }`;

describe('readNpy', () => {
  it('reads versions 1 to 3', () => {
    for (const version of [1, 2, 3]) {
      const array = readNpy(npy(floats('(1,)'), new Uint8Array(8), version));
      expect(array).toMatchObject({ dtype: 'float64', shape: [1] });
    }
  });

  it.each<[string, Buffer, RegExp]>([
    ['another file', Buffer.from('hello'), /NumPy magic/],
    ['version 4', npy(floats('(0,)'), new Uint8Array(0), 4), /version 4/],
    ['Python objects', npy("{'descr': '|O', 'shape': (1,)}", new Uint8Array(8)), /Python objects/],
    ['complex numbers', npy("{'descr': '<c16', 'shape': ()}", new Uint8Array(16)), /"<c16"/],
    ['half floats', npy("{'descr': '<f2', 'shape': ()}", new Uint8Array(2)), /"<f2"/],
    ['too few elements', npy(floats('(3,)'), new Uint8Array(8)), /needs 24 bytes but has 8/],
    ['a negative shape', npy(floats('(-1,)')), /no array can have the shape/],
    ['a shape beyond memory', npy(floats('(9999999999, 9999999999)')), /no array can have/],
    ['a billion rows of nothing', npy(floats('(1000000000, 0)')), /no array can have/],
    ['elements without bytes', npy("{'descr': '|S0', 'shape': (1000000000,)}"), /without bytes/],
    ['a call in the header', npy("{'descr': open('x'), 'shape': ()}"), /Python literal/],
    ['a header without end', npy('{'), /Python literal/],
    ['nesting without end', npy('('.repeat(5000)), /nests too deeply/],
    ['no shape', npy("{'descr': '<f8'}"), /no shape/],
    ['a header beyond the end', Buffer.from('\x93NUMPY\x01\0\xff\xff{}', 'latin1'), /longer than/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readNpy(bytes)).toThrow(message);
  });

  it('refuses an array for which there is no room, whoever took it', () => {
    const bytes = npy(floats('(512,)'), new Uint8Array(4096));
    expect(readNpy(bytes).shape).toEqual([512]);
    const taken = new ArrayBuffer(2 ** 31 + 2 ** 29); // never written, so it takes no memory
    expect(() => readNpy(bytes)).toThrow('the arrays together take more than');
    expect(taken.byteLength).toBeGreaterThan(2 ** 31);
  });
});
