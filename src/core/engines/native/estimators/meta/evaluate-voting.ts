import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import { argMax, argMaxOfRows } from '../../evaluate/numpy-math.ts';
import { floatTensor, takeLabels } from '../../evaluate/output.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import type { Rows } from '../../rows/rows.ts';
import {
  type MemberNumbers,
  askMember,
  askNumbers,
  columnsOfAnswers,
} from '../../evaluate/member-answers.ts';
import type { VotingClassifierPlan, VotingRegressorPlan } from './plans.ts';

/** sklearn.ensemble.VotingClassifier. */
export function evaluateVotingClassifier(
  plan: VotingClassifierPlan,
  input: Rows,
  call: Call,
): Tensor {
  if (!plan.isSoft) return voteByLabel(plan, input, call);
  const requests = plan.members.map((part) => ({ part, method: 'predict_proba' as const }));
  if (call.method === 'transform') {
    return columnsOfAnswers(requests.map((request) => askMember(call, request, input)));
  }
  const mean = average(
    requests.map((request) => askNumbers(call, request, input)),
    plan.weights,
  );
  if (call.method === 'predict_proba') return mean;
  // `average` answers with floats.
  const values = mean.values as Float64Array;
  return takeLabels(plan.labels, argMaxOfRows(values, mean.shape[1] ?? 1));
}

/** sklearn.ensemble.VotingRegressor. */
export function evaluateVotingRegressor(
  plan: VotingRegressorPlan,
  input: Rows,
  call: Call,
): Tensor {
  const { members, weights } = plan;
  if (call.method === 'transform') {
    return columnsOfAnswers(
      members.map((part) => askMember(call, { part, method: 'predict' }, input)),
    );
  }
  return average(
    members.map((part) => askNumbers(call, { part, method: 'predict' }, input)),
    weights,
  );
}

/** The label with the most votes, of equals the first: np.argmax of np.bincount. */
function voteByLabel(plan: VotingClassifierPlan, input: Rows, call: Call): Tensor {
  const { members, weights, labels } = plan;
  const answers = members.map((part) => askMember(call, { part, method: 'predict' }, input));
  if (call.method === 'transform') return columnsOfAnswers(answers);
  const [rowCount = 0] = answers[0]?.shape ?? [];
  const classCount = labels.values.length;
  const votes = new Float64Array(classCount);
  const chosen = Int32Array.from({ length: rowCount }, (_, row) => {
    votes.fill(0);
    answers.forEach((answer, member) => {
      const label = Number(answer.values[row]);
      if (!(label in votes)) throw notAClass(answer.values[row]);
      votes[label] = Number(votes[label]) + (weights?.[member] ?? 1);
    });
    return argMax(votes, 0, classCount);
  });
  return takeLabels(labels, chosen);
}

function notAClass(label: unknown): MlflowError {
  return new MlflowError(
    'BAD_REQUEST',
    `An estimator of the vote predicted ${String(label)}, which is not the number of a class.`,
  );
}

/** np.average over the members: float32 without weights, as long as all of them answer so. */
function average(answers: readonly MemberNumbers[], weights?: readonly number[]): Tensor {
  const [first] = answers;
  if (!first) throw new Error('There are no members to average.');
  const { rowCount, columnCount, isFlat } = first;
  const isNarrow = !weights && answers.every(({ isFloat32 }) => isFloat32);
  const sums = new Float64Array(rowCount * columnCount);
  answers.forEach(({ values }, member) => {
    const weight = weights?.[member] ?? 1;
    for (let at = 0; at < sums.length; at += 1) {
      const sum = Number(sums[at]) + Number(values[at]) * weight;
      sums[at] = isNarrow ? Math.fround(sum) : sum;
    }
  });
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : answers.length;
  for (let at = 0; at < sums.length; at += 1) sums[at] = Number(sums[at]) / total;
  return floatTensor(sums, isFlat ? [rowCount] : [rowCount, columnCount], isNarrow);
}
