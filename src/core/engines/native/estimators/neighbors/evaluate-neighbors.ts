import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import { argMax, argMaxOfRows, pairwiseSum } from '../../evaluate/numpy-math.ts';
import { floatTensor, logOf, takeLabels } from '../../evaluate/output.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import type { Rows } from '../../rows/rows.ts';
import { toMatrix } from '../../rows/to-matrix.ts';
import { type Found, eachNeighborhood } from './search/find-neighbors.ts';
import { isIntegerInput } from './is-integer-input.ts';
import { joinOutputs } from './join-outputs.ts';
import { reducedDistance } from './metrics/metric.ts';
import type { CentroidPlan, NeighborClassifierPlan, NeighborRegressorPlan } from './plans.ts';
import type { PointPair } from './metrics/point-pair.ts';

/** sklearn.neighbors.KNeighborsClassifier. */
export function evaluateNeighborClassifier(
  plan: NeighborClassifierPlan,
  input: Rows,
  call: Call,
): Tensor {
  const { rowCount, visit } = prepare(plan, input, call);
  const { labels, codes } = plan;
  const scores = labels.map(({ values }) => new Float64Array(rowCount * values.length));
  const isVote = call.method === 'predict';
  const buffer = new Float64Array(plan.count);
  visit((row, found, weights) => {
    codes.forEach((own, output) => {
      const target = scores[output];
      const width = labels[output]?.values.length ?? 0;
      if (!target) return;
      if (isVote) {
        sumVotes({ own, found, weights, buffer }, target.subarray(row * width, (row + 1) * width));
      } else {
        addVotes({ own, found, weights }, target.subarray(row * width, (row + 1) * width));
      }
    });
  });
  if (!isVote) {
    const [only] = scores;
    if (!only) throw new Error('A classifier has no output.');
    const values = normalise(only, only.length / rowCount);
    const shape = [rowCount, only.length / rowCount];
    return floatTensor(call.method === 'predict_log_proba' ? logOf(values) : values, shape);
  }
  const chosen = labels.map((classes, output) => {
    const width = classes.values.length;
    const own = scores[output] ?? new Float64Array(0);
    return takeLabels(classes, argMaxOfRows(own, width));
  });
  return joinOutputs(chosen, rowCount);
}

interface Votes {
  readonly own: Int32Array;
  readonly found: Found;
  readonly weights: Float64Array | undefined;
  readonly buffer: Float64Array;
}

/** sklearn.utils.extmath.weighted_mode: each class's weights are summed beside zeros. */
function sumVotes({ own, found, weights, buffer }: Votes, scores: Float64Array): void {
  if (!weights) return addVotes({ own, found, weights }, scores);
  for (let label = 0; label < scores.length; label += 1) {
    for (let at = 0; at < buffer.length; at += 1) {
      const isLabel = own[Number(found.points[at])] === label;
      buffer[at] = isLabel ? Number(weights[at]) : 0;
    }
    scores[label] = pairwiseSum(buffer, 0, buffer.length);
  }
}

/** Adds to the score of every class the weights of the points that were found. */
export function addVotes(
  { own, found, weights }: Omit<Votes, 'buffer'>,
  scores: Float64Array,
): void {
  for (let at = 0; at < found.points.length; at += 1) {
    const label = Number(own[Number(found.points[at])]);
    scores[label] = Number(scores[label]) + (weights ? Number(weights[at]) : 1);
  }
}

function normalise(values: Float64Array<ArrayBuffer>, width: number): Float64Array<ArrayBuffer> {
  for (let start = 0; start < values.length; start += width) {
    const sum = pairwiseSum(values, start, width);
    for (let at = start; at < start + width; at += 1) values[at] = Number(values[at]) / sum;
  }
  return values;
}

/** sklearn.neighbors.KNeighborsRegressor. */
export function evaluateNeighborRegressor(
  plan: NeighborRegressorPlan,
  input: Rows,
  call: Call,
): Tensor {
  const { rowCount, visit } = prepare(plan, input, call);
  const { targets, outputCount, isFlat } = plan;
  const isNarrow = plan.isFloat32 && plan.weights === 'uniform';
  const values = new Float64Array(rowCount * outputCount);
  const buffer = new Float64Array(plan.count);
  visit((row, { points }, weights) => {
    const total = weights ? pairwiseSum(weights, 0, weights.length) : points.length;
    for (let output = 0; output < outputCount; output += 1) {
      for (let at = 0; at < points.length; at += 1) {
        const target = Number(targets[Number(points[at]) * outputCount + output]);
        buffer[at] = weights ? target * Number(weights[at]) : target;
      }
      // Without weights NumPy adds up along an axis that is not the last one.
      const sum = weights ? pairwiseSum(buffer, 0, buffer.length) : plainSum(buffer, isNarrow);
      values[row * outputCount + output] = sum / total;
    }
  });
  return floatTensor(values, isFlat ? [rowCount] : [rowCount, outputCount], isNarrow);
}

function plainSum(values: Float64Array, isNarrow: boolean): number {
  let sum = 0;
  for (const value of values) sum = isNarrow ? Math.fround(sum + value) : sum + value;
  return sum;
}

type Visitor = (row: number, found: Found, weights: Float64Array | undefined) => void;

interface Prepared {
  readonly rowCount: number;
  readonly visit: (visitor: Visitor) => void;
}

function prepare(
  plan: NeighborClassifierPlan | NeighborRegressorPlan,
  input: Rows,
  call: Call,
): Prepared {
  const matrix = toMatrix(input, plan.rules, call.origin);
  const { index, count } = plan;
  if (count > index.pointCount) {
    throw new MlflowError(
      'BAD_REQUEST',
      `${plan.rules.estimator} looks for ${count} neighbors, but it was fitted on ${index.pointCount} points only.`,
    );
  }
  const weights = plan.weights === 'distance' ? new Float64Array(count) : undefined;
  return {
    rowCount: matrix.rowCount,
    visit: (visitor) =>
      eachNeighborhood(index, matrix, {
        count,
        isInteger: isIntegerInput(input),
        visit: (row, found) => {
          if (weights) weigh(found.distances, weights);
          visitor(row, found, weights);
        },
      }),
  };
}

/** One over the distance; where a point is met, it and those like it count alone (_get_weights). */
function weigh(distances: Float64Array, weights: Float64Array): void {
  let isMet = false;
  for (let at = 0; at < weights.length; at += 1) {
    weights[at] = 1 / Number(distances[at]);
    if (weights[at] === Infinity) isMet = true;
  }
  if (!isMet) return;
  for (let at = 0; at < weights.length; at += 1) weights[at] = weights[at] === Infinity ? 1 : 0;
}

/** NearestCentroid.predict: the first of the nearest centroids. */
export function evaluateNearestCentroid(plan: CentroidPlan, input: Rows, call: Call): Tensor {
  const matrix = toMatrix(input, plan.rules, call.origin);
  const { rowCount, columnCount } = matrix;
  const pair: PointPair = { a: matrix.values, b: plan.centroids, count: columnCount };
  const reduced = reducedDistance(plan.metric);
  const closeness = new Float64Array(plan.labels.values.length);
  const chosen = Int32Array.from({ length: rowCount }, (_, row) => {
    for (let label = 0; label < closeness.length; label += 1) {
      closeness[label] = -reduced(pair, row * columnCount, label * columnCount);
    }
    return argMax(closeness, 0, closeness.length);
  });
  return takeLabels(plan.labels, chosen);
}
