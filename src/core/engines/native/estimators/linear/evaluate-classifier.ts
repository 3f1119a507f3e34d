import type { Tensor } from '../../../../data/tensor.ts';
import { areAbove, argMaxOfRows, logistic, softmaxRow } from '../../evaluate/numpy-math.ts';
import { floatTensor, logOf, takeLabels, withComplement } from '../../evaluate/output.ts';
import type { PredictMethod } from '../../methods.ts';
import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import { isNarrow, linearScores } from './linear-scores.ts';
import type { LinearClassifierPlan, LinearMultilabelPlan } from './plans.ts';

/** LinearClassifierMixin, LogisticRegression and SGDClassifier. */
export function evaluateLinearClassifier(
  plan: LinearClassifierPlan,
  matrix: Matrix | SparseMatrix,
  method: PredictMethod,
): Tensor {
  const scores = linearScores(matrix, plan.scores);
  const { outputCount } = plan.scores;
  if (method === 'predict') return takeLabels(plan.labels, chosenClasses(scores, outputCount));
  if (method === 'decision_function') {
    const shape = outputCount === 1 ? [matrix.rowCount] : [matrix.rowCount, outputCount];
    return floatTensor(scores, shape, isNarrow(matrix, plan.scores));
  }
  const { values, isFloat32 } = classProbabilities(plan, scores, matrix);
  const shape = [matrix.rowCount, Math.max(2, outputCount)];
  return floatTensor(method === 'predict_log_proba' ? logOf(values) : values, shape, isFloat32);
}

/** RidgeClassifier.predict with several labels: 1 for each whose score is above zero. */
export function evaluateLinearMultilabel(
  plan: LinearMultilabelPlan,
  matrix: Matrix | SparseMatrix,
  method: PredictMethod,
): Tensor {
  const scores = linearScores(matrix, plan.scores);
  const shape = [matrix.rowCount, plan.scores.outputCount];
  if (method !== 'predict') return floatTensor(scores, shape, isNarrow(matrix, plan.scores));
  const values = BigInt64Array.from(scores, (score) => (score > 0 ? 1n : 0n));
  return { kind: 'tensor', dtype: 'int64', shape, values };
}

function chosenClasses(scores: Float64Array, outputCount: number): Int32Array {
  return outputCount === 1 ? areAbove(scores, 0) : argMaxOfRows(scores, outputCount);
}

interface Probabilities {
  readonly values: Float64Array<ArrayBuffer>;
  readonly isFloat32: boolean;
}

/** What scores say about each class: as many columns as there are classes. */
export function classProbabilities(
  plan: LinearClassifierPlan,
  scores: Float64Array<ArrayBuffer>,
  matrix: Matrix | SparseMatrix,
): Probabilities {
  const isFloat32 = isNarrow(matrix, plan.scores);
  const { outputCount } = plan.scores;
  if (plan.probability === 'softmax') {
    const values = outputCount === 1 ? bothSigns(scores) : scores;
    const width = Math.max(2, outputCount);
    for (let start = 0; start < values.length; start += width) softmaxRow(values, start, width);
    return { values, isFloat32 };
  }
  const isClipped = plan.probability === 'modified-huber';
  for (let at = 0; at < scores.length; at += 1) {
    const score = Number(scores[at]);
    scores[at] = isClipped ? (clip(score) + 1) / 2 : logistic(score);
    if (isFloat32) scores[at] = Math.fround(Number(scores[at]));
  }
  if (outputCount === 1) {
    // modified_huber fills an array of float64 for two classes.
    const isNarrowed = isFloat32 && !isClipped;
    return { values: withComplement(scores, isNarrowed), isFloat32: isNarrowed };
  }
  normaliseRows(scores, outputCount, isClipped || plan.zeroRows === 'uniform');
  return { values: scores, isFloat32 };
}

function clip(score: number): number {
  return Math.min(1, Math.max(-1, score));
}

function bothSigns(scores: Float64Array): Float64Array<ArrayBuffer> {
  const columns = new Float64Array(scores.length * 2);
  scores.forEach((score, row) => {
    columns[row * 2] = -score;
    columns[row * 2 + 1] = score;
  });
  return columns;
}

/**
 * Makes the sum of every row 1. A row whose probabilities are all zero becomes NaN, as in
 * LinearClassifierMixin._predict_proba_lr until 1.8, or the same for each class.
 */
function normaliseRows(values: Float64Array, width: number, isUniform: boolean): void {
  for (let start = 0; start < values.length; start += width) {
    let sum = 0;
    for (let at = start; at < start + width; at += 1) sum += Number(values[at]);
    if (sum === 0 && isUniform) {
      values.fill(1 / width, start, start + width);
      continue;
    }
    for (let at = start; at < start + width; at += 1) values[at] = Number(values[at]) / sum;
  }
}
