import type { Tensor } from '../../../data/tensor.ts';
import type { Matrix, SparseMatrix } from './matrix.ts';
import { numberWriter } from './number-writer.ts';
import { zeroTensor } from './take-items.ts';

/** The same numbers with their zeros, as floats. */
export function toDense(sparse: SparseMatrix): Matrix {
  const { rowCount, columnCount, isFloat32 } = sparse;
  const length = rowCount * columnCount;
  const values = isFloat32 ? new Float32Array(length) : new Float64Array(length);
  eachEntry(sparse, (at, value) => (values[at] = value));
  return { kind: 'matrix', rowCount, columnCount, values, isFloat32 };
}

/** The same with its zeros in its own dtype (`toarray()`). */
export function toDenseRows(sparse: SparseMatrix): Matrix | Tensor {
  if (!sparse.wholeDtype) return toDense(sparse);
  const tensor = zeroTensor(sparse.wholeDtype, [sparse.rowCount, sparse.columnCount]);
  eachEntry(sparse, numberWriter(tensor.values));
  return tensor;
}

/** Visits the entries by their places in dense rows. */
function eachEntry(sparse: SparseMatrix, visit: (at: number, value: number) => void): void {
  const { rowCount, columnCount, rowStarts, columns, values } = sparse;
  for (let row = 0; row < rowCount; row += 1) {
    const end = Number(rowStarts[row + 1]);
    for (let at = Number(rowStarts[row]); at < end; at += 1) {
      visit(row * columnCount + Number(columns[at]), Number(values[at]));
    }
  }
}
