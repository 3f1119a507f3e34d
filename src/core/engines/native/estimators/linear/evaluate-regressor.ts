import type { Tensor } from '../../../../data/tensor.ts';
import { floatTensor } from '../../evaluate/output.ts';
import type { PredictMethod } from '../../methods.ts';
import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import { isNarrow, linearScores } from './linear-scores.ts';
import type { LinearOneClassPlan, LinearRegressorPlan } from './plans.ts';

/** LinearModel.predict, BaseSGDRegressor.predict, and GLM predict through the link's inverse. */
export function evaluateLinearRegressor(
  plan: LinearRegressorPlan,
  matrix: Matrix | SparseMatrix,
): Tensor {
  const values = linearScores(matrix, plan.scores);
  if (plan.link === 'log') {
    for (let at = 0; at < values.length; at += 1) values[at] = Math.exp(Number(values[at]));
  }
  const shape = plan.isFlat ? [matrix.rowCount] : [matrix.rowCount, plan.scores.outputCount];
  return floatTensor(values, shape, isNarrow(matrix, plan.scores));
}

/** SGDOneClassSVM: 1 for rows inside, -1 for outliers; score_samples leaves the offset out. */
export function evaluateLinearOneClass(
  plan: LinearOneClassPlan,
  matrix: Matrix | SparseMatrix,
  method: PredictMethod,
): Tensor {
  const shape = [matrix.rowCount];
  const decisions = linearScores(matrix, plan.scores);
  if (method === 'predict') {
    const values = Int32Array.from(decisions, (decision) => (decision >= 0 ? 1 : -1));
    return { kind: 'tensor', dtype: 'int32', shape, values };
  }
  const [intercept = 0] = plan.scores.intercepts;
  const values =
    method === 'score_samples' ? decisions.map((decision) => decision - intercept) : decisions;
  return floatTensor(values, shape, isNarrow(matrix, plan.scores));
}
