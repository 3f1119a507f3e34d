import { expect, it } from 'vitest';
import { toTensor } from '../../../../src/core/engines/native/evaluate/output.ts';
import type { SparseMatrix } from '../../../../src/core/engines/native/rows/matrix.ts';

const sparse = (rowCount: number, columnCount: number): SparseMatrix => ({
  kind: 'sparse',
  rowCount,
  columnCount,
  rowStarts: Int32Array.from({ length: rowCount + 1 }, (_, row) => Math.min(row, 1)),
  columns: Int32Array.of(1),
  values: Float64Array.of(3),
  isFloat32: false,
  wholeDtype: 'int64',
});

it('gives a sparse answer its zeros, in its own type', () => {
  const values = BigInt64Array.of(0n, 3n, 0n, 0n);
  expect(toTensor(sparse(2, 2))).toEqual({ kind: 'tensor', dtype: 'int64', shape: [2, 2], values });
});

it('refuses a sparse answer whose zeros no memory holds', () => {
  expect(() => toTensor(sparse(200, 2 ** 20))).toThrow(
    /200 rows of 1048576 numbers.* send fewer rows/,
  );
});
