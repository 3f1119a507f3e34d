import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import { takeLabels } from '../../evaluate/output.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import type { Rows } from '../../rows/rows.ts';
import { askMember, askNumbers } from '../../evaluate/member-answers.ts';
import type { ThresholdPlan } from './plans.ts';

/** FixedThresholdClassifier and TunedThresholdClassifierCV: all but predict is the estimator's own. */
export function evaluateThreshold(plan: ThresholdPlan, input: Rows, call: Call): Tensor {
  const { part, method, threshold, positive, labels } = plan;
  if (call.method !== 'predict') return askMember(call, { part, method: call.method }, input);
  const { values, rowCount, columnCount } = askNumbers(call, { part, method }, input);
  const expected = method === 'predict_proba' ? 2 : 1;
  if (columnCount !== expected) {
    throw new MlflowError(
      'BAD_REQUEST',
      `The estimator answered ${method} with ${columnCount} columns where ${expected} are expected.`,
    );
  }
  const sign = method === 'decision_function' && positive === 0 ? -1 : 1;
  const column = method === 'predict_proba' ? positive : 0;
  const places = Int32Array.from({ length: rowCount }, (_, row) => {
    const score = sign * Number(values[row * columnCount + column]);
    return score >= threshold ? positive : 1 - positive;
  });
  return takeLabels(labels, places);
}
