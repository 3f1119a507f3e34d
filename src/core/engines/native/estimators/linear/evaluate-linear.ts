import type { Tensor } from '../../../../data/tensor.ts';
import type { PredictMethod } from '../../methods.ts';
import type { LinearClassifierPlan, LinearRegressorPlan, LinearScores } from './plans.ts';
import type { Matrix } from '../../rows/matrix.ts';
import { argMax, logistic, softmaxRow } from '../../evaluate/numpy-math.ts';
import { floatTensor, logOf, takeLabels } from '../../evaluate/output.ts';

/** X @ coef.T + intercept, one row of the result for each row of the input. */
function linearScores(matrix: Matrix, scores: LinearScores): Float64Array<ArrayBuffer> {
  const { rowCount, columnCount, values } = matrix;
  const { coefficients, intercepts, outputCount } = scores;
  const result = new Float64Array(rowCount * outputCount);
  for (let row = 0; row < rowCount; row += 1) {
    const start = row * columnCount;
    for (let output = 0; output < outputCount; output += 1) {
      const first = output * columnCount;
      let sum = 0;
      for (let column = 0; column < columnCount; column += 1) {
        sum += Number(values[start + column]) * Number(coefficients[first + column]);
      }
      result[row * outputCount + output] = sum + Number(intercepts[output]);
    }
  }
  return isFloat32(matrix, scores) ? result.map(Math.fround) : result;
}

function isFloat32(matrix: Matrix, scores: LinearScores): boolean {
  return matrix.isFloat32 && scores.isFloat32;
}

/** LinearModel.predict. */
export function evaluateLinearRegressor(plan: LinearRegressorPlan, matrix: Matrix): Tensor {
  const values = linearScores(matrix, plan.scores);
  const shape = plan.isFlat ? [matrix.rowCount] : [matrix.rowCount, plan.scores.outputCount];
  return floatTensor(values, shape, isFloat32(matrix, plan.scores));
}

/** LinearClassifierMixin and LogisticRegression. */
export function evaluateLinearClassifier(
  plan: LinearClassifierPlan,
  matrix: Matrix,
  method: PredictMethod,
): Tensor {
  const scores = linearScores(matrix, plan.scores);
  const { outputCount } = plan.scores;
  const isNarrow = isFloat32(matrix, plan.scores);
  if (method === 'predict') return takeLabels(plan.labels, chosenClasses(scores, outputCount));
  if (method === 'decision_function') {
    const shape = outputCount === 1 ? [matrix.rowCount] : [matrix.rowCount, outputCount];
    return floatTensor(scores, shape, isNarrow);
  }
  const probabilities = probabilitiesOf(plan, scores, isNarrow);
  const values = method === 'predict_proba' ? probabilities : logOf(probabilities);
  return floatTensor(values, [matrix.rowCount, Math.max(2, outputCount)], isNarrow);
}

function chosenClasses(scores: Float64Array, outputCount: number): Int32Array {
  if (outputCount === 1) return Int32Array.from(scores, (score) => (score > 0 ? 1 : 0));
  const rowCount = scores.length / outputCount;
  return Int32Array.from({ length: rowCount }, (_, row) =>
    argMax(scores, row * outputCount, outputCount),
  );
}

function probabilitiesOf(
  plan: LinearClassifierPlan,
  scores: Float64Array<ArrayBuffer>,
  isNarrow: boolean,
): Float64Array<ArrayBuffer> {
  const { outputCount } = plan.scores;
  const values = outputCount === 1 ? binaryColumns(plan, scores, isNarrow) : scores;
  if (plan.probability === 'softmax') {
    const width = Math.max(2, outputCount);
    for (let start = 0; start < values.length; start += width) softmaxRow(values, start, width);
  } else if (outputCount > 1) {
    normaliseLogistic(values, outputCount);
  }
  return values;
}

/** Two columns from one score: p and 1 - p, or the score with both signs for softmax. */
function binaryColumns(
  plan: LinearClassifierPlan,
  scores: Float64Array<ArrayBuffer>,
  isNarrow: boolean,
): Float64Array<ArrayBuffer> {
  const columns = new Float64Array(scores.length * 2);
  scores.forEach((score, row) => {
    if (plan.probability === 'softmax') {
      columns[row * 2] = -score;
      columns[row * 2 + 1] = score;
      return;
    }
    const probability = isNarrow ? Math.fround(logistic(score)) : logistic(score);
    columns[row * 2] = 1 - probability;
    columns[row * 2 + 1] = probability;
  });
  return columns;
}

/**
 * LinearClassifierMixin._predict_proba_lr for several classes, as it was while LogisticRegression
 * used it for them (until 1.7): a row whose probabilities are all zero becomes NaN.
 */
function normaliseLogistic(values: Float64Array, width: number): void {
  for (let start = 0; start < values.length; start += width) {
    let sum = 0;
    for (let at = start; at < start + width; at += 1) {
      values[at] = logistic(Number(values[at]));
      sum += Number(values[at]);
    }
    for (let at = start; at < start + width; at += 1) {
      values[at] = Number(values[at]) / sum;
    }
  }
}
