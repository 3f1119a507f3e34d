import type { Matrix } from '../../rows/matrix.ts';
import type { DenseVectors } from './plans.ts';

/** Which row is measured, how, and where the results go: one for each support vector. */
export interface MeasureTarget {
  readonly row: number;
  readonly result: Float64Array;
  /** Squared distances instead of dot products. */
  readonly isDistance: boolean;
}

/** Dot products or squared distances of one row and every support vector. */
export function measureDense(
  { values: vectors }: DenseVectors,
  { values, columnCount }: Matrix,
  { row, result, isDistance }: MeasureTarget,
): void {
  const from = values.subarray(row * columnCount, (row + 1) * columnCount);
  const measure = isDistance ? squaredDistance : dotProduct;
  for (let index = 0; index < result.length; index += 1) {
    result[index] = measure(from, vectors, index * columnCount);
  }
}

type Numbers = Float64Array | Float32Array;

function dotProduct(row: Numbers, vectors: Float64Array, start: number): number {
  let sum = 0;
  for (let column = 0; column < row.length; column += 1) {
    sum += Number(row[column]) * Number(vectors[start + column]);
  }
  return sum;
}

function squaredDistance(row: Numbers, vectors: Float64Array, start: number): number {
  let sum = 0;
  for (let column = 0; column < row.length; column += 1) {
    const difference = Number(row[column]) - Number(vectors[start + column]);
    sum += difference * difference;
  }
  return sum;
}
