import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import { measureDense } from './measure-dense.ts';
import { measureSparse } from './measure-sparse.ts';
import type { Kernel, SupportVectors } from './plans.ts';

/**
 * The kernel of one row with every support vector, written to `result` (Kernel::k_function in
 * sklearn/svm/src/libsvm/svm.cpp).
 */
export function kernelValues(
  { kernel, vectors }: SupportVectors,
  matrix: Matrix | SparseMatrix,
  { row, result }: { readonly row: number; readonly result: Float64Array },
): void {
  const target = { row, result, isDistance: kernel.name === 'rbf' };
  if (vectors.kind === 'sparse') measureSparse(vectors, matrix, target);
  else if (matrix.kind === 'matrix') measureDense(vectors, matrix, target);
  else throw new Error('Sparse rows came to support vectors that are dense.');
  for (let index = 0; index < result.length; index += 1) {
    result[index] = shape(kernel, Number(result[index]));
  }
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
