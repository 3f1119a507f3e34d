import { pairwiseSum } from '../../evaluate/numpy-math.ts';
import type { Matrix } from '../../rows/matrix.ts';
import type { KernelProjectionPlan, ProjectionKernel } from './plans.ts';

/** KernelPCA.transform: rows compared with those that were seen, centered and projected. */
export function evaluateKernelProjection(plan: KernelProjectionPlan, matrix: Matrix): Matrix {
  const { rowCount: seenCount, componentCount, vectors } = plan;
  const compare = kernelFunction(plan.kernel);
  const seen = Array.from({ length: seenCount }, (_, row) =>
    plan.rows.subarray(row * matrix.columnCount, (row + 1) * matrix.columnCount),
  );
  const values = new Float64Array(matrix.rowCount * componentCount);
  for (let row = 0; row < matrix.rowCount; row += 1) {
    const start = row * matrix.columnCount;
    const one = Float64Array.from(matrix.values.subarray(start, start + matrix.columnCount));
    const likeness = Float64Array.from(seen, (other) => compare(one, other));
    const mean = pairwiseSum(likeness, 0, seenCount) / seenCount;
    for (let at = 0; at < seenCount; at += 1) {
      const centered = Number(likeness[at]) - Number(plan.rowMeans[at]) - mean + plan.totalMean;
      for (let component = 0; component < componentCount; component += 1) {
        const target = row * componentCount + component;
        values[target] =
          Number(values[target]) + centered * Number(vectors[at * componentCount + component]);
      }
    }
  }
  const { rowCount } = matrix;
  return { kind: 'matrix', rowCount, columnCount: componentCount, values, isFloat32: false };
}

function kernelFunction(
  kernel: ProjectionKernel,
): (one: Float64Array, other: Float64Array) => number {
  const { gamma, degree, coef0 } = kernel;
  switch (kernel.name) {
    case 'linear':
      return product;
    case 'rbf':
      return (one, other) => Math.exp(-gamma * squaredDistance(one, other));
    case 'poly':
      return (one, other) => (product(one, other) * gamma + coef0) ** degree;
    case 'sigmoid':
      return (one, other) => Math.tanh(product(one, other) * gamma + coef0);
    case 'cosine':
      return (one, other) => product(one, other) / (lengthOf(one) * lengthOf(other));
  }
}

function product(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += Number(one[at]) * Number(other[at]);
  return sum;
}

function squaredDistance(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (Number(one[at]) - Number(other[at])) ** 2;
  return sum;
}

/** sklearn.preprocessing.normalize takes nothing for 1. */
function lengthOf(values: Float64Array): number {
  const length = Math.sqrt(product(values, values));
  return length < 10 * Number.EPSILON ? 1 : length;
}
