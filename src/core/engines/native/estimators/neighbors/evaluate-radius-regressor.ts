import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import { pairwiseSum } from '../../evaluate/numpy-math.ts';
import { floatTensor } from '../../evaluate/output.ts';
import type { Rows } from '../../rows/rows.ts';
import { toMatrix } from '../../rows/to-matrix.ts';
import { eachWithin, layoutOf } from './find-within.ts';
import { isIntegerInput } from './is-integer-input.ts';
import type { FoundWithin } from './neighborhood.ts';
import type { RadiusRegressorPlan } from './plans.ts';
import { isMet, weighWithin } from './weigh-within.ts';

/**
 * sklearn.neighbors.RadiusNeighborsRegressor. NumPy joins what it makes of each row: where all rows
 * of a request are without neighbors, or meet float32 targets at no distance, its array is of the
 * targets' type. Here it is float64 then as well, with the same numbers: rows are answered in parts.
 */
export function evaluateRadiusRegressor(
  plan: RadiusRegressorPlan,
  input: Rows,
  call: Call,
): Tensor {
  const matrix = toMatrix(input, plan.rules, call.origin);
  const { index, radius, outputCount, isFlat } = plan;
  const isNarrow = plan.isFloat32 && plan.weights === 'uniform';
  const values = new Float64Array(matrix.rowCount * outputCount);
  eachWithin(index, matrix, {
    radius,
    isInteger: isIntegerInput(input),
    layout: layoutOf(input),
    firstRow: call.origin.firstRow,
    visit: (row, found) => {
      const own = values.subarray(row * outputCount, (row + 1) * outputCount);
      if (found.points.length === 0) own.fill(plan.empty);
      else average(plan, found, own);
    },
  });
  return floatTensor(values, isFlat ? [matrix.rowCount] : [matrix.rowCount, outputCount], isNarrow);
}

/** np.mean, or np.average with weights, of the targets of the points that were found. */
function average(plan: RadiusRegressorPlan, found: FoundWithin, averages: Float64Array): void {
  const { targets, outputCount, isFloat32 } = plan;
  const { points, distances } = found;
  const weights = plan.weights === 'distance' ? weighWithin(found) : undefined;
  // Weights of points that are met are booleans, which do not widen float32.
  const isWide = weights !== undefined && !found.isFloat32 && !isMet(distances);
  const round = isFloat32 && !isWide ? Math.fround : (value: number) => value;
  const add = outputCount === 1 ? sumOfRow : sumInTurn;
  const total = weights ? sumOfRow(weights, round) : points.length;
  if (total === 0) {
    throw new MlflowError(
      'BAD_REQUEST',
      `${plan.rules.estimator} cannot weigh neighbors that are infinitely far away.`,
    );
  }
  averages.forEach((_, output) => {
    const terms = Float64Array.from(points, (point, at) => {
      const target = Number(targets[point * outputCount + output]);
      return weights ? round(target * Number(weights[at])) : target;
    });
    averages[output] = round(add(terms, round) / total);
  });
}

type Rounding = (value: number) => number;

/** As NumPy adds up several outputs side by side. */
function sumInTurn(values: Float64Array, round: Rounding): number {
  return values.reduce((sum, value) => round(sum + value), 0);
}

/** As NumPy adds up a row, of float32 in float32. */
function sumOfRow(values: Float64Array, round: Rounding): number {
  return round === Math.fround
    ? narrowSum(values, 0, values.length)
    : pairwiseSum(values, 0, values.length);
}

/** {@link pairwiseSum} where every sum is rounded to float32. */
function narrowSum(values: Float64Array, start: number, count: number): number {
  const add = (a: number, b: number): number => Math.fround(a + b);
  if (count > 128) {
    const half = Math.floor(count / 2);
    const first = half - (half % 8);
    return add(narrowSum(values, start, first), narrowSum(values, start + first, count - first));
  }
  const row = values.subarray(start, start + count);
  if (count < 8) return row.reduce(add, 0);
  const whole = count - (count % 8);
  const lanes = Float32Array.from(row.subarray(0, 8));
  for (let at = 8; at < whole; at += 1) lanes[at % 8] = Number(lanes[at % 8]) + Number(row[at]);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = lanes;
  const sum = add(add(add(a, b), add(c, d)), add(add(e, f), add(g, h)));
  return row.subarray(whole).reduce(add, sum);
}
