import { takeLabels } from '../../evaluate/output.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import { joinParts } from '../../rows/join-parts.ts';
import { type Rows, countRows } from '../../rows/rows.ts';
import { selectColumns } from '../../rows/select-columns.ts';
import { askMember, inColumns } from '../../evaluate/member-answers.ts';
import type { StackingPlan } from './plans.ts';

/** sklearn.ensemble.StackingClassifier and StackingRegressor. */
export function evaluateStacking(plan: StackingPlan, input: Rows, call: Call): Rows {
  const features = stackedAnswers(plan, input, call);
  if (call.method === 'transform') return features;
  const answer = askMember(call, { part: plan.final, method: call.method }, features);
  if (call.method !== 'predict' || !plan.labels) return answer;
  return takeLabels(plan.labels, Int32Array.from<unknown>(answer.values, Number));
}

/** _BaseStacking._concatenate_predictions: of two classes only the second's probability. */
function stackedAnswers(plan: StackingPlan, input: Rows, call: Call): Rows {
  const isBinary = plan.labels?.values.length === 2;
  const parts: Rows[] = plan.members.map((member) => {
    const answer = askMember(call, member, input);
    const isPair = isBinary && member.method === 'predict_proba' && answer.shape.length > 1;
    return isPair ? selectColumns(answer, [1]) : inColumns(answer);
  });
  if (plan.isPassThrough) parts.push(input);
  const isSparse = plan.isPassThrough && input.kind === 'sparse';
  return joinParts(parts, { rowCount: countRows(input), isSparse, origin: call.origin });
}
