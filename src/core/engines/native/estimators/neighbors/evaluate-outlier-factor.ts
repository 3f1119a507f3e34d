import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import { floatTensor } from '../../evaluate/output.ts';
import type { Matrix } from '../../rows/matrix.ts';
import type { Rows } from '../../rows/rows.ts';
import { toMatrix } from '../../rows/to-matrix.ts';
import { bruteDistances } from './metrics/brute-distances.ts';
import { type Found, eachNeighborhood } from './search/find-neighbors.ts';
import { isIntegerInput } from './is-integer-input.ts';
import type { OutlierFactorPlan } from './plans.ts';
import { asItIs, sumOfRow } from './sum-of-row.ts';

/** LocalOutlierFactor: 1 for rows that belong, -1 for others, or their scores. */
export function evaluateOutlierFactor(plan: OutlierFactorPlan, input: Rows, call: Call): Tensor {
  // score_samples searches with check_array's array, which has no names to compare.
  const { featureNames: _, ...unnamed } = plan.rules;
  const matrix = toMatrix(input, unnamed, call.origin);
  const isInteger = isIntegerInput(input);
  const widths = widthsOf(plan, matrix, isInteger);
  const scores = new Float64Array(matrix.rowCount);
  const buffer = new Float64Array(plan.count);
  eachNeighborhood(plan.index, matrix, {
    count: plan.count,
    isInteger,
    onTie: (row) => {
      throw undecided(plan, call.origin.firstRow + row);
    },
    visit: (row, found) => {
      scores[row] = scoreOf(plan, found, { ...widths, buffer });
    },
  });
  const shape = [scores.length];
  const isNarrow = widths.isScoreNarrow;
  if (call.method === 'score_samples') return floatTensor(scores, shape, isNarrow);
  const round = isNarrow ? Math.fround : asItIs;
  const decisions = scores.map((score) => round(score - round(plan.offset)));
  if (call.method === 'decision_function') return floatTensor(decisions, shape, isNarrow);
  const values = BigInt64Array.from(decisions, (decision) => (decision < 0 ? -1n : 1n));
  return { kind: 'tensor', dtype: 'int64', shape, values };
}

/** Unlike a vote, a factor is another one with every other neighbor. */
function undecided({ count, index, rules }: OutlierFactorPlan, row: number): MlflowError {
  return new MlflowError(
    'BAD_REQUEST',
    `Several training points are as far from row ${row} as the last of its ${count} neighbors by ` +
      `the metric "${index.metric.name}". Which of them counts depends on the processor, and so does ` +
      `the answer of ${rules.estimator}. Send other numbers, or serve the model with the Python engine.`,
  );
}

/** What NumPy holds in float32. */
interface Widths {
  readonly areDistancesNarrow: boolean;
  readonly isDensityNarrow: boolean;
  readonly isScoreNarrow: boolean;
}

function widthsOf(
  { index, reach, densities, narrowsRows }: OutlierFactorPlan,
  matrix: Matrix,
  isInteger: boolean,
): Widths {
  const areDistancesNarrow =
    (narrowsRows && matrix.isFloat32) ||
    (!index.tree && bruteDistances(index, matrix, isInteger).isNarrow);
  const isDensityNarrow = areDistancesNarrow && reach.isFloat32;
  const isScoreNarrow = isDensityNarrow && densities.isFloat32;
  return { areDistancesNarrow, isDensityNarrow, isScoreNarrow };
}

/** LocalOutlierFactor.score_samples of one row: how dense it is where its neighbors are. */
function scoreOf(
  { reach, densities, count }: OutlierFactorPlan,
  { points, distances }: Found,
  widths: Widths & { readonly buffer: Float64Array },
): number {
  const { buffer } = widths;
  const toDistance = widths.areDistancesNarrow ? Math.fround : asItIs;
  points.forEach((point, at) => {
    buffer[at] = Math.max(toDistance(Number(distances[at])), Number(reach.values[point]));
  });
  const toDensity = widths.isDensityNarrow ? Math.fround : asItIs;
  const mean = toDensity(sumOfRow(buffer, toDensity) / count);
  // Not to divide by zero where more points than are looked for stand in the same place.
  const density = toDensity(1 / toDensity(mean + toDensity(1e-10)));
  const toScore = widths.isScoreNarrow ? Math.fround : asItIs;
  points.forEach((point, at) => {
    buffer[at] = toScore(Number(densities.values[point]) / density);
  });
  return -toScore(sumOfRow(buffer, toScore) / count);
}
