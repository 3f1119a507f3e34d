import type { Tensor } from '../../../data/tensor.ts';
import { columnCells } from './column-cells.ts';
import { toDenseRows } from './dense.ts';
import { commonType, elementType } from './element-type.ts';
import type { Matrix, SparseMatrix } from './matrix.ts';
import { numberRows } from './number-rows.ts';
import { numberWriter } from './number-writer.ts';
import { type Rows, countColumns, countRows } from './rows.ts';
import { zeroTensor } from './take-items.ts';

/**
 * The features of several parts beside one another (np.hstack): floats as a matrix, objects and
 * integers as a tensor, in the dtype that NumPy finds for all of them. All have the same rows.
 */
export function stackColumns(parts: readonly Rows[]): Matrix | Tensor {
  const type = commonType(parts.map(elementType));
  const rowCount = Math.max(0, ...parts.map(countRows));
  const columnCount = parts.reduce((sum, part) => sum + countColumns(part), 0);
  if (type === 'object') return stackObjects(parts, rowCount, columnCount);
  const stacked = zeroTensor(type, [rowCount, columnCount]);
  let first = 0;
  for (const part of parts) {
    copyInto(stacked, part, first);
    first += countColumns(part);
  }
  return numberRows(stacked);
}

/** Numbers of a part as columns of a wider tensor, from column `first` on. */
function copyInto(
  target: Exclude<Tensor, { readonly dtype: 'object' }>,
  part: Rows,
  first: number,
): void {
  const { values } = target;
  const [, width = 0] = target.shape;
  const write = numberWriter(values);
  const dense = part.kind === 'sparse' ? toDenseRows(part) : part;
  if (dense.kind === 'table') {
    dense.columns.forEach((column, index) => {
      for (let row = 0; row < dense.rowCount; row += 1) {
        write(row * width + first + index, column.values[row]);
      }
    });
    return;
  }
  const count = countColumns(dense);
  for (let row = 0, at = 0; row < countRows(dense); row += 1) {
    for (let column = 0; column < count; column += 1, at += 1) {
      write(row * width + first + column, dense.values[at]);
    }
  }
}

/** A missing value of a table becomes NaN, as pandas 3 and every CSV have it. */
function stackObjects(parts: readonly Rows[], rowCount: number, columnCount: number): Tensor {
  const values: unknown[] = Array.from({ length: rowCount * columnCount });
  let target = 0;
  for (const part of parts) {
    const isTable = part.kind === 'table';
    for (let column = 0; column < countColumns(part); column += 1, target += 1) {
      columnCells(part, column).forEach((cell, row) => {
        values[row * columnCount + target] = isTable && cell === null ? Number.NaN : cell;
      });
    }
  }
  const shape = [rowCount, columnCount];
  return {
    kind: 'tensor',
    dtype: 'object',
    shape,
    values,
    ...(parts.some(isObjects) && { keepsObjects: true }),
  };
}

/** Whether NumPy has objects of a part, be they all texts; those of a request are an array of texts. */
function isObjects(part: Rows): boolean {
  if (part.kind === 'table') return elementType(part) === 'object';
  return part.kind === 'tensor' && part.dtype === 'object' && part.keepsObjects === true;
}

/** The same for sparse parts (scipy.sparse.hstack); dense ones lose their zeros. */
export function stackSparse(parts: readonly (Matrix | SparseMatrix)[]): SparseMatrix {
  const rowCount = Math.max(0, ...parts.map(countRows));
  const isFloat32 = parts.every((part) => part.isFloat32);
  const length = parts.reduce((sum, part) => sum + countEntries(part), 0);
  const columns = new Int32Array(length);
  const values = isFloat32 ? new Float32Array(length) : new Float64Array(length);
  const rowStarts = new Int32Array(rowCount + 1);
  let target = 0;
  for (let row = 0; row < rowCount; row += 1) {
    let first = 0;
    for (const part of parts) {
      const isDense = part.kind === 'matrix';
      const start = isDense ? row * part.columnCount : Number(part.rowStarts[row]);
      const end = isDense ? start + part.columnCount : Number(part.rowStarts[row + 1]);
      for (let at = start; at < end; at += 1) {
        const value = part.values[at] as number;
        if (isDense && value === 0) continue;
        columns[target] = first + (isDense ? at - start : (part.columns[at] as number));
        values[target] = value;
        target += 1;
      }
      first += part.columnCount;
    }
    rowStarts[row + 1] = target;
  }
  const columnCount = parts.reduce((sum, part) => sum + part.columnCount, 0);
  return { kind: 'sparse', rowCount, columnCount, rowStarts, columns, values, isFloat32 };
}

function countEntries(part: Matrix | SparseMatrix): number {
  if (part.kind === 'sparse') return part.values.length;
  let count = 0;
  for (const value of part.values) count += Number(value !== 0);
  return count;
}
