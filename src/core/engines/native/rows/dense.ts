import type { Matrix, SparseMatrix } from './matrix.ts';

/** The same numbers with their zeros. */
export function toDense(sparse: SparseMatrix): Matrix {
  const { rowCount, columnCount, rowStarts, columns, isFloat32 } = sparse;
  const length = rowCount * columnCount;
  const values = isFloat32 ? new Float32Array(length) : new Float64Array(length);
  for (let row = 0; row < rowCount; row += 1) {
    const end = Number(rowStarts[row + 1]);
    for (let at = Number(rowStarts[row]); at < end; at += 1) {
      values[row * columnCount + Number(columns[at])] = Number(sparse.values[at]);
    }
  }
  return { kind: 'matrix', rowCount, columnCount, values, isFloat32 };
}
