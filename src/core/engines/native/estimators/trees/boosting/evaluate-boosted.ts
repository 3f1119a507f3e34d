import type { Tensor } from '../../../../../data/tensor.ts';
import type { Call } from '../../../evaluate/evaluator.ts';
import {
  argMax,
  argMaxOfRows,
  logistic,
  pairwiseSum,
  softmaxRow,
} from '../../../evaluate/numpy-math.ts';
import { floatTensor, logOf, takeLabels, withComplement } from '../../../evaluate/output.ts';
import type { Matrix } from '../../../rows/matrix.ts';
import type { Rows } from '../../../rows/rows.ts';
import { toMatrix } from '../../../rows/to-matrix.ts';
import { sumLeaves } from '../../../tree-ensemble/sum-leaves.ts';
import { encodeCategories } from './encode-categories.ts';
import type {
  BoostedClassifierPlan,
  BoostedRegressorPlan,
  BoostedScores,
  BoostedStart,
} from '../plans.ts';
import { applyStartLink } from './start-link.ts';

/** GradientBoostingRegressor.predict and HistGradientBoostingRegressor.predict. */
export function evaluateBoostedRegressor(
  plan: BoostedRegressorPlan,
  input: Rows,
  call: Call,
): Tensor {
  const scores = scoresOf(plan, input, call);
  const values = plan.link === 'exp' ? scores.map(Math.exp) : scores;
  return floatTensor(values, [values.length]);
}

/** GradientBoostingClassifier and HistGradientBoostingClassifier. */
export function evaluateBoostedClassifier(
  plan: BoostedClassifierPlan,
  input: Rows,
  call: Call,
): Tensor {
  const scores = scoresOf(plan, input, call);
  const width = plan.ensemble.outputCount;
  const rowCount = scores.length / width;
  if (call.method === 'predict') return takeLabels(plan.labels, chooseClasses(plan, scores));
  if (call.method === 'decision_function') {
    return floatTensor(scores, width === 1 ? [rowCount] : [rowCount, width]);
  }
  const values = probabilitiesOf(plan, scores);
  const shape = [rowCount, Math.max(2, width)];
  return floatTensor(call.method === 'predict_log_proba' ? logOf(values) : values, shape);
}

function scoresOf(plan: BoostedScores, input: Rows, call: Call): Float64Array<ArrayBuffer> {
  const matrix = plan.categories
    ? encodeCategories(input, plan.categories, { rules: plan.rules, origin: call.origin })
    : toMatrix(input, plan.rules, call.origin);
  if (!plan.start) return sumLeaves(plan.ensemble, matrix);
  const { outputCount } = plan.ensemble;
  const scores = startOf(plan.start, matrix, { call, outputCount });
  plan.start.trees.forEach((tree, index) => {
    sumLeaves(tree, matrix).forEach((value, row) => {
      const at = row * outputCount + (index % outputCount);
      scores[at] = Number(scores[at]) + value;
    });
  });
  return scores;
}

/** What the model's own `init` says; it sees the rows in float32 and without names. */
function startOf(
  start: BoostedStart,
  matrix: Matrix,
  { call, outputCount }: { readonly call: Call; readonly outputCount: number },
): Float64Array<ArrayBuffer> {
  const method = start.link === 'identity' ? 'predict' : 'predict_proba';
  const answer = call.evaluate(start.estimator, matrix, method);
  if (answer.kind !== 'tensor') throw new Error('The init of a boosted model answered no tensor.');
  const values = Float64Array.from(answer.values as ArrayLike<number | bigint>, Number);
  const width = start.link === 'identity' ? 1 : Math.max(2, outputCount);
  if (values.length !== matrix.rowCount * width) {
    throw new Error('The init of a boosted model has not an answer for every row and class.');
  }
  return applyStartLink({ values, isFloat32: answer.dtype === 'float32' }, outputCount, start);
}

function chooseClasses(plan: BoostedClassifierPlan, scores: Float64Array<ArrayBuffer>): Int32Array {
  const width = plan.ensemble.outputCount;
  if (width === 1 && plan.decision !== 'probability') {
    const isStrict = plan.decision === 'positive';
    return Int32Array.from(scores, (score) => (score > 0 || (score === 0 && !isStrict) ? 1 : 0));
  }
  const values = plan.decision === 'probability' ? probabilitiesOf(plan, scores) : scores;
  const columns = values.length === scores.length ? width : 2;
  return argMaxOfRows(values, columns);
}

/** A probability for each class of every row. */
function probabilitiesOf(
  plan: BoostedClassifierPlan,
  scores: Float64Array<ArrayBuffer>,
): Float64Array<ArrayBuffer> {
  const width = plan.ensemble.outputCount;
  if (width === 1) {
    return withComplement(scores.map((score) => logistic(plan.steepness * score)));
  }
  const values = scores.slice();
  const softmax = plan.softmax === 'extmath' ? softmaxRow : logSumExpRow;
  for (let start = 0; start < values.length; start += width) softmax(values, start, width);
  return values;
}

/** `exp(raw - logsumexp(raw))`, as the losses before `sklearn._loss` had it. */
function logSumExpRow(values: Float64Array, start: number, count: number): void {
  const largest = Number(values[start + argMax(values, start, count)]);
  const powers = values.subarray(start, start + count).map((value) => Math.exp(value - largest));
  const logSum = Math.log(pairwiseSum(powers, 0, count)) + largest;
  for (let at = start; at < start + count; at += 1) {
    values[at] = Math.exp(Number(values[at]) - logSum);
  }
}
