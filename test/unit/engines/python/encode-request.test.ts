import { describe, expect, it } from 'vitest';
import type { Column, Table } from '../../../../src/core/data/table.ts';
import { notATime } from '../../../../src/core/data/table.ts';
import { encodeRequest } from '../../../../src/core/engines/python/encode-request.ts';

const signed = { hasInputSchema: true };

function encodeColumn(column: Column, options = signed): string {
  const table: Table = {
    kind: 'table',
    names: ['x'],
    columns: [column],
    rowCount: column.values.length,
  };
  const text = encodeRequest(table, undefined, options);
  return /"data": \[(.*)\]\}\}$/.exec(text)?.[1]?.replaceAll(', ', ',') ?? text;
}

describe('a request to Python', () => {
  it('keeps floats floats, to the last digit and with their signs', () => {
    const values = Float64Array.of(1, -0, 0.1, 1e300, 5e-324, Number.NaN, -Infinity);
    expect(encodeColumn({ dtype: 'float64', values })).toBe(
      '[1.0],[-0.0],[0.1],[1e+300],[5e-324],[NaN],[-Infinity]',
    );
  });

  it('keeps all digits of 64-bit integers', () => {
    const values = BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n));
    expect(encodeColumn({ dtype: 'int64', values })).toBe(
      '[9223372036854775807],[-9223372036854775808]',
    );
  });

  it('writes missing text as NaN, missing bytes and moments as null', () => {
    expect(encodeColumn({ dtype: 'object', values: ['a"', null] })).toBe(String.raw`["a\""],[NaN]`);
    const bytes = encodeColumn({ dtype: 'object', values: [Uint8Array.of(0, 255), null] });
    expect(bytes).toBe(String.raw`["AP8=\n"],[null]`);
    const moments = BigInt64Array.of(1n, notATime);
    expect(encodeColumn({ dtype: 'datetime64[ns]', values: moments })).toBe(
      '["1970-01-01T00:00:00.000000001"],[null]',
    );
  });

  it('writes tensors as nested lists, named ones by name, and parameters beside them', () => {
    const tensor = {
      kind: 'tensor',
      dtype: 'float64',
      values: Float64Array.of(1, 2, 3, 4),
      shape: [2, 2],
    } as const;
    expect(encodeRequest(tensor, { n: 1, big: 2n ** 60n, f: 0.5, s: ['x'] }, signed)).toBe(
      '{"inputs": [[1.0, 2.0], [3.0, 4.0]], "params": {"n": 1, "big": 1152921504606846976, "f": 0.5, "s": ["x"]}}',
    );
    const named = { kind: 'tensors', tensors: new Map([['a', tensor]]) } as const;
    expect(encodeRequest(named, undefined, signed)).toBe(
      '{"inputs": {"a": [[1.0, 2.0], [3.0, 4.0]]}}',
    );
  });

  it.each(['float32', 'int32', 'datetime64[ns]'] as const)(
    'refuses %s where no signature tells Python of it',
    (dtype) => {
      const values = {
        float32: Float32Array.of(1),
        int32: Int32Array.of(1),
        'datetime64[ns]': BigInt64Array.of(1n),
      };
      // Each dtype stands beside its own array.
      const column = { dtype, values: values[dtype] } as Column;
      expect(() => encodeColumn(column, { hasInputSchema: false })).toThrow(
        `column "x" of dtype ${dtype}, since the model has no signature`,
      );
      expect(encodeColumn(column)).not.toBe('');
    },
  );
});
