import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import { floatTensor, takeLabels, withComplement } from '../../evaluate/output.ts';
import type { PredictMethod } from '../../methods.ts';
import type { Matrix } from '../../rows/matrix.ts';
import type { RowOrigin } from '../../rows/rows.ts';
import { errorFunction } from '../compose/normal-distribution.ts';
import { kernelDiagonal } from './kernel-diagonal.ts';
import { kernelMeasure } from './measure-kernel.ts';
import type { LaplaceClassifierPlan } from './plans.ts';
import { sumOfProducts } from './sum-of-products.ts';

/** Williams & Barber: the logistic function as a sum of error functions (_gpc.py). */
const lambdas = [0.41, 0.4, 0.37, 0.44, 0.39];
const coefficients = [-1854.8214151, 3516.89893646, 221.29346712, 128.12323805, -2010.49422654];
const half = 0.5 * coefficients.reduce((sum, coefficient) => sum + coefficient, 0);

/**
 * Two classes of sklearn.gaussian_process.GaussianProcessClassifier, row by row. Throws MlflowError
 * BAD_REQUEST where a label hangs on how a sum of nothing is rounded.
 */
export function evaluateLaplace(
  plan: LaplaceClassifierPlan,
  matrix: Matrix,
  { method, origin }: { readonly method: PredictMethod; readonly origin: RowOrigin },
): Tensor {
  const { model, weights } = plan;
  const { rowCount, columnCount, values, isFloat32 } = matrix;
  const measure = kernelMeasure(model.kernel, model, isFloat32);
  const likeness = new Float64Array(model.count);
  const point = new Float64Array(columnCount);
  const places = new Int32Array(rowCount);
  const probabilities = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    point.set(values.subarray(row * columnCount, (row + 1) * columnCount));
    measure(point, likeness);
    const mean = sumOfProducts(likeness, weights, 0);
    if (method === 'predict') {
      places[row] = mean > 0 ? 1 : 0;
      refuseUndecided({ mean, likeness, weights, row: origin.firstRow + row });
      continue;
    }
    solveInPlace(plan, likeness);
    const explained = sumOfProducts(likeness, likeness, 0);
    const variance = kernelDiagonal(model.kernel, point, isFloat32) - explained;
    probabilities[row] = averageProbability(mean, variance);
  }
  if (method === 'predict') return takeLabels(plan.labels, places);
  return floatTensor(withComplement(probabilities), [rowCount, 2]);
}

/** The latent mean of one row, and what it is the sum of. */
interface LatentMean {
  readonly mean: number;
  readonly likeness: Float64Array;
  readonly weights: Float64Array;
  readonly row: number;
}

/**
 * Far from all points of balanced classes the terms cancel one another but for the last bits, and
 * BLAS gets one sign or the other by the processor. Terms that are all zero are no such case.
 */
function refuseUndecided({ mean, likeness, weights, row }: LatentMean): void {
  let size = 0;
  for (let at = 0; at < likeness.length; at += 1) {
    size += Math.abs(Number(likeness[at]) * Number(weights[at]));
  }
  const rounding = size * likeness.length * (Number.EPSILON / 2);
  if (size === 0 || !(Math.abs(mean) <= rounding)) return;
  throw new MlflowError(
    'BAD_REQUEST',
    `Row ${row} is as near to one class as to the other for GaussianProcessClassifier: its decision ` +
      'is zero but for the rounding of a sum, whose last bits depend on the processor. Send other numbers.',
  );
}

/** `solve(L_, W_sr_ * k)`: a lower triangle, from the top. */
function solveInPlace({ lower, roots }: LaplaceClassifierPlan, vector: Float64Array): void {
  const count = vector.length;
  for (let row = 0, start = 0; row < count; row += 1, start += count) {
    let rest = Number(roots[row]) * Number(vector[row]);
    for (let at = 0; at < row; at += 1) rest -= Number(lower[start + at]) * Number(vector[at]);
    vector[row] = rest / Number(lower[start + row]);
  }
}

/** The logistic function of a normal variable, on average; NaN for a variance that is negative. */
function averageProbability(mean: number, variance: number): number {
  const alpha = 1 / (2 * variance);
  const width = Math.sqrt(Math.PI / alpha);
  const divisor = 2 * Math.sqrt(variance * 2 * Math.PI);
  let sum = 0;
  lambdas.forEach((lambda, at) => {
    const error = errorFunction(lambda * mean * Math.sqrt(alpha / (alpha + lambda * lambda)));
    sum += Number(coefficients[at]) * ((width * error) / divisor);
  });
  return sum + half;
}
