import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePrediction } from '../../../src/core/data/encode-prediction.ts';
import { notATime } from '../../../src/core/data/table.ts';

describe('encodePrediction', () => {
  it('writes floats as Python does', () => {
    const values = Float64Array.of(1, -0.5, 1e16, 1e-5, 123456789.125, 5e-324, -0, 1e22);
    expect(encodePrediction({ kind: 'tensor', dtype: 'float64', values, shape: [8] })).toBe(
      '[1.0, -0.5, 1e+16, 1e-05, 123456789.125, 5e-324, -0.0, 1e+22]',
    );
  });

  it('keeps a float among other values a float, however large it is', () => {
    expect(encodePrediction({ kind: 'json', value: { a: [1e20, 1e-7, 2, 10n ** 20n] } })).toBe(
      '{"a": [1e+20, 1e-07, 2, 100000000000000000000]}',
    );
  });

  it('writes the exact value of float32, as NumPy does', () => {
    const values = Float32Array.of(0.1);
    expect(encodePrediction({ kind: 'tensor', dtype: 'float32', values, shape: [1] })).toBe(
      '[0.10000000149011612]',
    );
  });

  it('writes floats that read back the same', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const values = Float64Array.of(value);
        const json = encodePrediction({ kind: 'tensor', dtype: 'float64', values, shape: [] });
        expect(JSON.parse(json)).toBe(value);
      }),
    );
  });

  it('writes null for what JSON cannot say', () => {
    const values = Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    expect(encodePrediction({ kind: 'tensor', dtype: 'float64', values, shape: [3] })).toBe(
      '[null, null, null]',
    );
  });

  it('writes what JSON cannot say as Python does when asked to', () => {
    const options = { nanLiterals: true };
    const values = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    const tensor = { kind: 'tensor', dtype: 'float32', values, shape: [3] } as const;
    expect(encodePrediction(tensor, options)).toBe('[NaN, Infinity, -Infinity]');
    const columns = [
      { dtype: 'float32', values },
      { dtype: 'object', values: [[Number.NaN], null, { a: Number.POSITIVE_INFINITY }] },
    ] as const;
    const table = { kind: 'table', names: ['a', 'b'], columns, rowCount: 3 } as const;
    expect(encodePrediction(table, options)).toBe(
      '[{"a": NaN, "b": [NaN]}, {"a": Infinity, "b": null}, {"a": -Infinity, "b": {"a": Infinity}}]',
    );
  });

  it('nests the rows of an array by its shape', () => {
    const values = BigInt64Array.of(1n, 2n, 3n, 4n, 5n, 9007199254740993n);
    expect(encodePrediction({ kind: 'tensor', dtype: 'int64', values, shape: [2, 3] })).toBe(
      '[[1, 2, 3], [4, 5, 9007199254740993]]',
    );
    expect(
      encodePrediction({ kind: 'tensor', dtype: 'bool', values: Uint8Array.of(1), shape: [] }),
    ).toBe('true');
    expect(encodePrediction({ kind: 'tensor', dtype: 'object', values: [], shape: [0, 2] })).toBe(
      '[]',
    );
  });

  it('writes a frame as records', () => {
    const json = encodePrediction({
      kind: 'table',
      names: ['a "b"', 0, 'when', 'yes', 'bytes'],
      rowCount: 2,
      columns: [
        { dtype: 'float64', values: Float64Array.of(1, 2.5) },
        { dtype: 'int32', values: Int32Array.of(1, 2) },
        { dtype: 'datetime64[ns]', values: BigInt64Array.of(1717158600_000_000_000n, notATime) },
        { dtype: 'boolean', values: Uint8Array.of(1, 0) },
        { dtype: 'object', values: [Uint8Array.of(97, 98, 99), null] },
      ],
    });
    expect(json).toBe(
      '[{"a \\"b\\"": 1.0, "0": 1, "when": "2024-05-31T12:30:00", "yes": true, "bytes": "YWJj\\n"}, ' +
        '{"a \\"b\\"": 2.5, "0": 2, "when": null, "yes": false, "bytes": null}]',
    );
  });
});
