import type { Tensor } from '../../../../data/tensor.ts';
import { argMax, argMaxOfRows, pairwiseSum } from '../../evaluate/numpy-math.ts';
import { floatTensor, logOf, takeLabels } from '../../evaluate/output.ts';
import type { PredictMethod } from '../../methods.ts';
import type { Matrix } from '../../rows/matrix.ts';
import { classProbabilities, evaluateLinearClassifier } from './evaluate-classifier.ts';
import { linearScores } from './linear-scores.ts';
import type { LinearDiscriminantPlan, QuadraticClass, QuadraticDiscriminantPlan } from './plans.ts';
import { project } from './project.ts';

/** np.finfo(dtype).tiny. */
const tinyFloat64 = 2 ** -1022;
const tinyFloat32 = 2 ** -126;

/** sklearn.discriminant_analysis.LinearDiscriminantAnalysis. */
export function evaluateLinearDiscriminant(
  plan: LinearDiscriminantPlan,
  matrix: Matrix,
  method: PredictMethod,
): Tensor | Matrix {
  const { classifier, projection } = plan;
  if (method === 'transform' && projection) return project(matrix, projection);
  if (method !== 'predict_log_proba' || !plan.hasFiniteLog) {
    return evaluateLinearClassifier(classifier, matrix, method);
  }
  const scores = linearScores(matrix, classifier.scores);
  const { values, isFloat32 } = classProbabilities(classifier, scores, matrix);
  for (let at = 0; at < values.length; at += 1) {
    const value = isFloat32 ? Math.fround(Number(values[at])) : values[at];
    if (value === 0) values[at] = isFloat32 ? tinyFloat32 : tinyFloat64;
  }
  const shape = [matrix.rowCount, values.length / matrix.rowCount];
  return floatTensor(logOf(values), shape, isFloat32);
}

/** sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis. */
export function evaluateQuadraticDiscriminant(
  plan: QuadraticDiscriminantPlan,
  matrix: Matrix,
  method: PredictMethod,
): Tensor {
  const { rowCount } = matrix;
  const width = plan.classes.length;
  const scores = quadraticScores(plan, matrix);
  if (method === 'predict') return takeLabels(plan.labels, argMaxOfRows(scores, width));
  if (method === 'decision_function') {
    return width === 2
      ? floatTensor(differences(scores), [rowCount])
      : floatTensor(scores, [rowCount, width]);
  }
  for (let start = 0; start < scores.length; start += width) {
    normaliseRow(scores, { start, width, hasExactLog: plan.hasExactLog });
  }
  const isLog = method === 'predict_log_proba';
  if (isLog && !plan.hasExactLog) return floatTensor(logOf(scores), [rowCount, width]);
  return floatTensor(isLog || !plan.hasExactLog ? scores : scores.map(Math.exp), [rowCount, width]);
}

/** The log posterior of every class but for a constant (`_decision_function`). */
function quadraticScores(
  plan: QuadraticDiscriminantPlan,
  matrix: Matrix,
): Float64Array<ArrayBuffer> {
  const { rowCount } = matrix;
  const width = plan.classes.length;
  const scores = new Float64Array(rowCount * width);
  plan.classes.forEach((member, index) => {
    const squares = squaredLengths(member, matrix, plan.isFloat32);
    for (let row = 0; row < rowCount; row += 1) {
      const sum = Number(squares[row]) + member.logDeterminant;
      scores[row * width + index] = -0.5 * sum + member.logPrior;
    }
  });
  return scores;
}

function squaredLengths(
  { mean, weights, rank }: QuadraticClass,
  matrix: Matrix,
  isFloat32: boolean,
): Float64Array {
  const projected = project(matrix, { weights, componentCount: rank, offset: mean, isFloat32 });
  const squares = projected.values.map((value) => value * value);
  return Float64Array.from({ length: matrix.rowCount }, (_, row) =>
    pairwiseSum(squares, row * rank, rank),
  );
}

function differences(scores: Float64Array): Float64Array<ArrayBuffer> {
  return Float64Array.from(
    { length: scores.length / 2 },
    (_, row) => Number(scores[row * 2 + 1]) - Number(scores[row * 2]),
  );
}

/** Scores become probabilities, or since 1.6 their logarithms. */
function normaliseRow(
  scores: Float64Array,
  { start, width, hasExactLog }: { start: number; width: number; hasExactLog: boolean },
): void {
  const largest = Number(scores[start + argMax(scores, start, width)]);
  const exponentials = new Float64Array(width);
  for (let at = 0; at < width; at += 1) {
    scores[start + at] = Number(scores[start + at]) - largest;
    exponentials[at] = Math.exp(Number(scores[start + at]));
  }
  const sum = pairwiseSum(exponentials, 0, width);
  for (let at = 0; at < width; at += 1) {
    scores[start + at] = hasExactLog
      ? Number(scores[start + at]) - Math.log(sum)
      : Number(exponentials[at]) / sum;
  }
}
