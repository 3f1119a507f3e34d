import type { Matrix } from '../../rows/matrix.ts';
import type { Kernel, SupportVectors } from './plans.ts';

/**
 * The kernel of one row with every support vector, written to `result` (Kernel::k_function in
 * sklearn/svm/src/libsvm/svm.cpp).
 */
export function kernelValues(
  support: SupportVectors,
  { values, columnCount }: Matrix,
  { row, result }: { readonly row: number; readonly result: Float64Array },
): void {
  const { kernel, vectors } = support;
  const measure = kernel.name === 'rbf' ? squaredDistance : dotProduct;
  const from = { values, start: row * columnCount, count: columnCount };
  for (let index = 0; index < support.count; index += 1) {
    result[index] = shape(kernel, measure(from, vectors, index * columnCount));
  }
}

interface RowOfValues {
  readonly values: ArrayLike<number>;
  readonly start: number;
  readonly count: number;
}

function dotProduct({ values, start, count }: RowOfValues, other: Float64Array, at: number) {
  let sum = 0;
  for (let column = 0; column < count; column += 1) {
    sum += Number(values[start + column]) * Number(other[at + column]);
  }
  return sum;
}

function squaredDistance({ values, start, count }: RowOfValues, other: Float64Array, at: number) {
  let sum = 0;
  for (let column = 0; column < count; column += 1) {
    const difference = Number(values[start + column]) - Number(other[at + column]);
    sum += difference * difference;
  }
  return sum;
}

function shape({ name, gamma, coefficient, degree }: Kernel, measured: number): number {
  switch (name) {
    case 'linear':
      return measured;
    case 'poly':
      return power(gamma * measured + coefficient, degree);
    case 'rbf':
      return Math.exp(-gamma * measured);
    case 'sigmoid':
      return Math.tanh(gamma * measured + coefficient);
  }
}

/** libsvm's powi: by squaring, in its order. */
function power(base: number, exponent: number): number {
  let square = base;
  let result = 1;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
