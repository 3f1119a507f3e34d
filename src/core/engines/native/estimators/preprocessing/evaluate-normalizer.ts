import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import { pairwiseSum } from '../../evaluate/numpy-math.ts';
import { isWholeDtype } from '../../rows/element-type.ts';
import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import { numberWriter } from '../../rows/number-writer.ts';
import type { Rows } from '../../rows/rows.ts';
import { zeroTensor } from '../../rows/take-items.ts';
import type { BinarizerPlan, NormalizerPlan, RowNorm } from './plans.ts';

/** Normalizer.transform; a row of zeros stays as it is. */
export function evaluateNormalizer(
  { norm }: NormalizerPlan,
  rows: Matrix | SparseMatrix,
): Matrix | SparseMatrix {
  return rows.kind === 'sparse' ? normalizeSparse(rows, norm) : normalizeDense(rows, norm);
}

function normalizeDense(matrix: Matrix, norm: RowNorm): Matrix {
  const { columnCount, isFloat32 } = matrix;
  const values = matrix.values.slice();
  // Squares of float32 are float32, which overflows where their root would not.
  const parts = isFloat32 ? new Float32Array(columnCount) : new Float64Array(columnCount);
  const round = isFloat32 ? Math.fround : Number;
  for (let start = 0; start < values.length; start += columnCount) {
    for (let at = 0; at < columnCount; at += 1) {
      const value = Number(values[start + at]);
      parts[at] = norm === 'l2' ? value * value : Math.abs(value);
    }
    const size = round(norm === 'max' ? largestOf(parts) : pairwiseSum(parts, 0, columnCount));
    const divisor = zeroAsOne(norm === 'l2' ? round(Math.sqrt(size)) : size, isFloat32);
    for (let at = start; at < start + columnCount; at += 1)
      values[at] = Number(values[at]) / divisor;
  }
  return { ...matrix, values };
}

function largestOf(parts: Float64Array | Float32Array): number {
  let largest = 0;
  for (const part of parts) largest = Math.max(largest, part);
  return largest;
}

/** sklearn.preprocessing._data._handle_zeros_in_scale: nearly zero counts as zero. */
function zeroAsOne(length: number, isFloat32: boolean): number {
  const epsilon = isFloat32 ? 2 ** -23 : Number.EPSILON;
  return length < 10 * epsilon ? 1 : length;
}

/**
 * Rows of a sparse matrix divided by their norms, as the loops of sklearn.utils.sparsefuncs_fast
 * do it: the sum goes from entry to entry, and only exact zeros are left alone.
 */
export function normalizeSparse(sparse: SparseMatrix, norm: RowNorm): SparseMatrix {
  const values = sparse.values.slice();
  for (let row = 0; row < sparse.rowCount; row += 1) {
    const start = Number(sparse.rowStarts[row]);
    const end = Number(sparse.rowStarts[row + 1]);
    const length = sparseNorm(values.subarray(start, end), norm);
    if (length === 0) continue;
    for (let at = start; at < end; at += 1) values[at] = Number(values[at]) / length;
  }
  return { ...sparse, values };
}

function sparseNorm(entries: Float64Array | Float32Array, norm: RowNorm): number {
  // The loops square float32 in float32, and add the squares up in float64.
  const isFloat32 = entries instanceof Float32Array;
  let size = 0;
  for (const entry of entries) {
    if (norm === 'l2') size += isFloat32 ? Math.fround(entry * entry) : entry * entry;
    else if (norm === 'l1') size += Math.abs(entry);
    else size = Math.max(size, Math.abs(entry));
  }
  return norm === 'l2' ? Math.sqrt(size) : size;
}

/** Binarizer.transform, which keeps the type of the input, also integers and booleans. */
export function evaluateBinarizer(
  { threshold, rules }: BinarizerPlan,
  rows: Matrix | SparseMatrix | Tensor,
): Rows {
  if (rows.kind === 'sparse') return binarizeSparse(rows, threshold, rules.estimator);
  if (rows.kind === 'matrix') {
    return { ...rows, values: rows.values.map((value) => (value > threshold ? 1 : 0)) };
  }
  const { dtype } = rows;
  if (!isWholeDtype(dtype)) {
    throw new Error(`A Binarizer got a tensor of ${dtype} from the check of its rows.`);
  }
  const tensor = zeroTensor(dtype, rows.shape);
  const write = numberWriter(tensor.values);
  rows.values.forEach((value, at) => {
    if (Number(value) > threshold) write(at, 1);
  });
  return tensor;
}

/** What is not above the threshold is no entry any more. */
function binarizeSparse(sparse: SparseMatrix, threshold: number, estimator: string): SparseMatrix {
  if (threshold < 0) {
    throw new MlflowError(
      'BAD_REQUEST',
      `${estimator} got sparse rows, for which its threshold of ${threshold} is too low: all zeros would become 1.`,
    );
  }
  const rowStarts = new Int32Array(sparse.rowCount + 1);
  const columns: number[] = [];
  for (let row = 0; row < sparse.rowCount; row += 1) {
    for (let at = Number(sparse.rowStarts[row]); at < Number(sparse.rowStarts[row + 1]); at += 1) {
      if (Number(sparse.values[at]) > threshold) columns.push(Number(sparse.columns[at]));
    }
    rowStarts[row + 1] = columns.length;
  }
  const ones = columns.map(() => 1);
  const values = sparse.isFloat32 ? Float32Array.from(ones) : Float64Array.from(ones);
  return { ...sparse, rowStarts, columns: Int32Array.from(columns), values };
}
