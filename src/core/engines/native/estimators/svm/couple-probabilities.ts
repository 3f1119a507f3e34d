import type { Sigmoids } from './plans.ts';

const minimum = 1e-7;

/**
 * Probabilities of all classes from the decision values of their pairs, written to `result`
 * (svm_predict_probability in sklearn/svm/src/libsvm/svm.cpp).
 */
export function coupleProbabilities(
  decisions: ArrayLike<number>,
  { slopes, offsets }: Sigmoids,
  result: Float64Array,
): void {
  const count = result.length;
  const pairs = new Float64Array(count * count);
  let pair = 0;
  for (let first = 0; first < count; first += 1) {
    for (let second = first + 1; second < count; second += 1, pair += 1) {
      const exponent = Number(decisions[pair]) * Number(slopes[pair]) + Number(offsets[pair]);
      const probability = Math.min(Math.max(sigmoid(exponent), minimum), 1 - minimum);
      pairs[first * count + second] = probability;
      pairs[second * count + first] = 1 - probability;
    }
  }
  solve(pairs, result);
}

/** 1 / (1 + exp(x)) without overflow (sigmoid_predict). */
function sigmoid(exponent: number): number {
  if (exponent >= 0) return Math.exp(-exponent) / (1 + Math.exp(-exponent));
  return 1 / (1 + Math.exp(exponent));
}

/** Method 2 of Wu, Lin and Weng, step by step as libsvm does it (multiclass_probability). */
function solve(pairs: Float64Array, result: Float64Array): void {
  const count = result.length;
  const matrix = couplingMatrix(pairs, count);
  const products = new Float64Array(count);
  const tolerance = 0.005 / count;
  result.fill(1 / count);
  for (let round = 0; round < Math.max(100, count); round += 1) {
    let total = 0;
    for (let at = 0; at < count; at += 1) {
      products[at] = rowProduct(matrix, at, result);
      total += Number(result[at]) * Number(products[at]);
    }
    if (products.every((product) => Math.abs(product - total) < tolerance)) return;
    improve({ matrix, products, result, total });
  }
}

function couplingMatrix(pairs: Float64Array, count: number): Float64Array {
  const matrix = new Float64Array(count * count);
  for (let row = 0; row < count; row += 1) {
    let diagonal = 0;
    for (let column = 0; column < count; column += 1) {
      if (column === row) continue;
      const other = Number(pairs[column * count + row]);
      diagonal += other * other;
      matrix[row * count + column] = -other * Number(pairs[row * count + column]);
    }
    matrix[row * count + row] = diagonal;
  }
  return matrix;
}

function rowProduct(matrix: Float64Array, row: number, vector: Float64Array): number {
  const count = vector.length;
  let sum = 0;
  for (let column = 0; column < count; column += 1) {
    sum += Number(matrix[row * count + column]) * Number(vector[column]);
  }
  return sum;
}

interface Iteration {
  readonly matrix: Float64Array;
  readonly products: Float64Array;
  readonly result: Float64Array;
  total: number;
}

/** One round over all classes: each is moved, and all are scaled to add up to 1 again. */
function improve(iteration: Iteration): void {
  const { matrix, products, result } = iteration;
  const count = result.length;
  for (let row = 0; row < count; row += 1) {
    const diagonal = Number(matrix[row * count + row]);
    const product = Number(products[row]);
    const step = (-product + iteration.total) / diagonal;
    result[row] = Number(result[row]) + step;
    iteration.total =
      (iteration.total + step * (step * diagonal + 2 * product)) / (1 + step) / (1 + step);
    for (let column = 0; column < count; column += 1) {
      const entry = Number(matrix[row * count + column]);
      products[column] = (Number(products[column]) + step * entry) / (1 + step);
      result[column] = Number(result[column]) / (1 + step);
    }
  }
}
