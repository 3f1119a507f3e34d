import type { Tensor } from '../../../data/tensor.ts';
import { takeItems } from './take-items.ts';
import type { Matrix, SparseMatrix } from './matrix.ts';
import type { Rows } from './rows.ts';

/**
 * Some features of all rows, in the given order and form; a table keeps their names. A tensor must
 * have two dimensions, and all indices must be those of features.
 */
export function selectColumns(rows: Rows, indices: ArrayLike<number>): Rows {
  switch (rows.kind) {
    case 'table': {
      const { rowCount } = rows;
      const names = pick(rows.names, indices);
      return { kind: 'table', rowCount, names, columns: pick(rows.columns, indices) };
    }
    case 'tensor':
      return selectOfTensor(rows, indices);
    case 'matrix':
      return selectOfMatrix(rows, indices);
    case 'sparse':
      return selectOfSparse(rows, indices);
  }
}

function pick<T>(items: readonly T[], indices: ArrayLike<number>): T[] {
  const picked: T[] = [];
  for (let at = 0; at < indices.length; at += 1) {
    const item = items[Number(indices[at])];
    if (item !== undefined) picked.push(item);
  }
  return picked;
}

function selectOfTensor(tensor: Tensor, indices: ArrayLike<number>): Tensor {
  const [rowCount = 0, columnCount = 0] = tensor.shape;
  const places = new Int32Array(rowCount * indices.length);
  for (let row = 0, at = 0; row < rowCount; row += 1) {
    for (let column = 0; column < indices.length; column += 1, at += 1) {
      places[at] = row * columnCount + Number(indices[column]);
    }
  }
  return takeItems(tensor, places, [rowCount, indices.length]);
}

function selectOfMatrix(matrix: Matrix, indices: ArrayLike<number>): Matrix {
  const { rowCount, columnCount, isFloat32 } = matrix;
  const width = indices.length;
  const length = rowCount * width;
  const values =
    matrix.values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  for (let row = 0, at = 0; row < rowCount; row += 1) {
    for (let column = 0; column < width; column += 1, at += 1) {
      values[at] = Number(matrix.values[row * columnCount + Number(indices[column])]);
    }
  }
  return { kind: 'matrix', rowCount, columnCount: width, values, isFloat32 };
}

function selectOfSparse(sparse: SparseMatrix, indices: ArrayLike<number>): SparseMatrix {
  const { rowCount } = sparse;
  const targets = targetsOf(indices);
  const rowStarts = new Int32Array(rowCount + 1);
  const columns: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < rowCount; row += 1) {
    const end = Number(sparse.rowStarts[row + 1]);
    for (let at = Number(sparse.rowStarts[row]); at < end; at += 1) {
      for (const target of targets.get(Number(sparse.columns[at])) ?? []) {
        columns.push(target);
        values.push(Number(sparse.values[at]));
      }
    }
    rowStarts[row + 1] = columns.length;
  }
  return {
    ...sparse,
    columnCount: indices.length,
    rowStarts,
    columns: Int32Array.from(columns),
    values: sparse.isFloat32 ? Float32Array.from(values) : Float64Array.from(values),
  };
}

/** Where each of the selected columns goes; one may be asked for more than once. */
function targetsOf(indices: ArrayLike<number>): Map<number, number[]> {
  const targets = new Map<number, number[]>();
  Array.from(indices).forEach((index, target) => {
    targets.set(index, [...(targets.get(index) ?? []), target]);
  });
  return targets;
}
