import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import type { MeasureTarget } from './measure-dense.ts';
import type { SparseVectors } from './plans.ts';

/** What is not zero in a row; the columns ascend. */
interface Entries {
  readonly columns: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/**
 * Dot products or squared distances of one row and every support vector, in the order in which
 * libsvm goes through what is not zero (Kernel::dot and k_function for sparse nodes).
 */
export function measureSparse(
  vectors: SparseVectors,
  matrix: Matrix | SparseMatrix,
  { row, result, isDistance }: MeasureTarget,
): void {
  const entries = matrix.kind === 'sparse' ? sparseEntries(matrix, row) : denseEntries(matrix, row);
  for (let index = 0; index < result.length; index += 1) {
    const range = {
      start: Number(vectors.rowStarts[index]),
      end: Number(vectors.rowStarts[index + 1]),
    };
    result[index] = isDistance
      ? squaredDistance(entries, vectors, range)
      : dotProduct(entries, vectors, range);
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function dotProduct(entries: Entries, vectors: SparseVectors, { start, end }: Range): number {
  const count = entries.columns.length;
  let sum = 0;
  let left = 0;
  let right = start;
  while (left < count && right < end) {
    const difference = Number(entries.columns[left]) - Number(vectors.columns[right]);
    if (difference === 0) sum += Number(entries.values[left]) * Number(vectors.values[right]);
    if (difference <= 0) left += 1;
    if (difference >= 0) right += 1;
  }
  return sum;
}

function squaredDistance(entries: Entries, vectors: SparseVectors, { start, end }: Range): number {
  const count = entries.columns.length;
  let sum = 0;
  let left = 0;
  let right = start;
  while (left < count || right < end) {
    const column = left < count ? Number(entries.columns[left]) : Infinity;
    const other = right < end ? Number(vectors.columns[right]) : Infinity;
    const value = column <= other ? Number(entries.values[left]) : 0;
    const distance = value - (other <= column ? Number(vectors.values[right]) : 0);
    sum += distance * distance;
    if (column <= other) left += 1;
    if (other <= column) right += 1;
  }
  return sum;
}

/** The columns of a sparse row may stand in any order, which libsvm's walk must not see. */
function sparseEntries(matrix: SparseMatrix, row: number): Entries {
  const start = Number(matrix.rowStarts[row]);
  const end = Number(matrix.rowStarts[row + 1]);
  const places = Array.from({ length: end - start }, (_, at) => start + at);
  places.sort((first, second) => Number(matrix.columns[first]) - Number(matrix.columns[second]));
  return {
    columns: places.map((at) => Number(matrix.columns[at])),
    values: places.map((at) => Number(matrix.values[at])),
  };
}

function denseEntries({ values, columnCount }: Matrix, row: number): Entries {
  const columns: number[] = [];
  const found: number[] = [];
  for (let column = 0; column < columnCount; column += 1) {
    const value = Number(values[row * columnCount + column]);
    if (value === 0) continue;
    columns.push(column);
    found.push(value);
  }
  return { columns, values: found };
}
