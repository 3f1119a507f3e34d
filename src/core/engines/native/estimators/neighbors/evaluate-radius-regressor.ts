import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import { floatTensor } from '../../evaluate/output.ts';
import type { Rows } from '../../rows/rows.ts';
import { toMatrix } from '../../rows/to-matrix.ts';
import { eachWithin, layoutOf } from './search/find-within.ts';
import { isIntegerInput } from './is-integer-input.ts';
import type { FoundWithin } from './search/neighborhood.ts';
import type { RadiusRegressorPlan } from './plans.ts';
import { type Rounding, asItIs, sumOfRow } from './sum-of-row.ts';
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
  const round = isFloat32 && !isWide ? Math.fround : asItIs;
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

/** As NumPy adds up several outputs side by side. */
function sumInTurn(values: Float64Array, round: Rounding): number {
  return values.reduce((sum, value) => round(sum + value), 0);
}
