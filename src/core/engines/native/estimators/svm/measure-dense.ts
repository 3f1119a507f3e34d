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
  const start = row * columnCount;
  for (let index = 0; index < result.length; index += 1) {
    const first = index * columnCount;
    let sum = 0;
    for (let column = 0; column < columnCount; column += 1) {
      const value = Number(values[start + column]);
      const other = Number(vectors[first + column]);
      sum += isDistance ? (value - other) * (value - other) : value * other;
    }
    result[index] = sum;
  }
}
