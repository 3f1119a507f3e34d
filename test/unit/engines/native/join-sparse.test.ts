import { describe, expect, it } from 'vitest';
import { joinSparse } from '../../../../src/core/engines/native/rows/join-sparse.ts';
import type { SparseMatrix } from '../../../../src/core/engines/native/rows/matrix.ts';
import type { Rows } from '../../../../src/core/engines/native/rows/rows.ts';

const flags: SparseMatrix = {
  kind: 'sparse',
  rowCount: 2,
  columnCount: 1,
  rowStarts: Int32Array.of(0, 0, 1),
  columns: Int32Array.of(0),
  values: Float64Array.of(1),
  isFloat32: false,
  wholeDtype: 'bool',
};
const origin = { firstRow: 0 };
const integers = (...cells: bigint[]): Rows => {
  return { kind: 'tensor', dtype: 'int64', shape: [2, 1], values: BigInt64Array.from(cells) };
};

describe('sparse rows beside others', () => {
  it('are whole while all are, in the type that holds them all', () => {
    expect(joinSparse([flags, flags], { origin })).toMatchObject({ wholeDtype: 'bool' });
    expect(joinSparse([flags, integers(7n, 0n)], { origin })).toMatchObject({
      wholeDtype: 'int64',
      columnCount: 2,
      rowStarts: Int32Array.of(0, 1, 2),
      columns: Int32Array.of(1, 0),
      values: Float64Array.of(7, 1),
    });
  });

  it('are floats beside floats', () => {
    const values = Float32Array.of(0.5, 2);
    const floats = {
      kind: 'matrix',
      rowCount: 2,
      columnCount: 1,
      values,
      isFloat32: true,
    } as const;
    const joined = joinSparse([flags, floats], { origin });
    expect(joined).toMatchObject({ isFloat32: true, values: Float32Array.of(0.5, 1, 2) });
    expect(joined).not.toHaveProperty('wholeDtype');
  });

  it('refuse integers that they cannot hold exactly', () => {
    const large = integers(2n ** 53n + 1n, 0n);
    expect(() => joinSparse([flags, large], { origin })).toThrow(/integers up to 2\^53/);
  });
});
