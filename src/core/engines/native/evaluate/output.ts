import type { Table } from '../../../data/table.ts';
import type { Tensor } from '../../../data/tensor.ts';
import { MlflowError } from '../../../errors.ts';
import { toDenseRows } from '../rows/dense.ts';
import type { SparseMatrix } from '../rows/matrix.ts';
import type { Rows } from '../rows/rows.ts';
import { takeItems, zeroTensor } from '../rows/take-items.ts';

/** A tensor of floats; float32 where scikit-learn would have computed in float32. */
export function floatTensor(
  values: Float64Array<ArrayBuffer>,
  shape: readonly number[],
  isFloat32 = false,
): Tensor {
  return isFloat32
    ? { kind: 'tensor', dtype: 'float32', shape, values: Float32Array.from(values) }
    : { kind: 'tensor', dtype: 'float64', shape, values };
}

/** As many zeros fit into memory and into one text of JSON. */
const maximumNumbers = 2 ** 27;

/**
 * Numbers in rows as an array; sparse ones with their zeros. Throws MlflowError BAD_REQUEST for
 * sparse rows that would grow beyond 2^27 numbers.
 */
export function toTensor(rows: Exclude<Rows, Table>): Tensor {
  if (rows.kind === 'tensor') return rows;
  if (rows.kind === 'sparse') {
    checkSize(rows);
    return toTensor(toDenseRows(rows));
  }
  const { values, rowCount, columnCount } = rows;
  const shape = [rowCount, columnCount];
  return values instanceof Float32Array
    ? { kind: 'tensor', dtype: 'float32', shape, values }
    : { kind: 'tensor', dtype: 'float64', shape, values };
}

function checkSize({ rowCount, columnCount }: SparseMatrix): void {
  if (rowCount * columnCount <= maximumNumbers) return;
  throw new MlflowError(
    'BAD_REQUEST',
    `The answer would have ${rowCount} rows of ${columnCount} numbers, zeros among them, more than ` +
      `the ${maximumNumbers} that are answered at once; send fewer rows.`,
  );
}

/**
 * Of the second of two classes' probabilities those of both, row after row: `1 - p` beside p, in
 * float32 where p is.
 */
export function withComplement(
  probabilities: Float64Array,
  isFloat32 = false,
): Float64Array<ArrayBuffer> {
  const columns = new Float64Array(probabilities.length * 2);
  probabilities.forEach((probability, row) => {
    columns[row * 2] = isFloat32 ? Math.fround(1 - probability) : 1 - probability;
    columns[row * 2 + 1] = probability;
  });
  return columns;
}

/** The natural logarithm of every number, in place; of zero it is -Infinity. */
export function logOf(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  for (let at = 0; at < values.length; at += 1) values[at] = Math.log(Number(values[at]));
  return values;
}

/** The labels at the given places, in the labels' own dtype. */
export function takeLabels(labels: Tensor, indices: Int32Array): Tensor {
  return takeItems(labels, indices, [indices.length]);
}

/** Puts answers for consecutive rows behind one another; all have the same dtype and columns. */
export function concatenateRows(tensors: readonly Tensor[]): Tensor | undefined {
  const [first] = tensors;
  if (!first || tensors.length === 1) return first;
  const rows = tensors.reduce((sum, tensor) => sum + (tensor.shape[0] ?? 0), 0);
  const shape = [rows, ...first.shape.slice(1)];
  if (first.dtype === 'object') {
    const values = tensors.flatMap((tensor) => Array.from<unknown>(tensor.values));
    return { kind: 'tensor', dtype: 'object', shape, values };
  }
  const joined = zeroTensor(first.dtype, shape);
  // All arrays are of the type that `dtype` names.
  const target = joined.values as Float64Array;
  let at = 0;
  for (const tensor of tensors) {
    target.set(tensor.values as Float64Array, at);
    at += tensor.values.length;
  }
  return joined;
}
