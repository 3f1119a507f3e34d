import type { Tensor } from '../../../../data/tensor.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import { argMax, pairwiseSum, softmaxRow } from '../../evaluate/numpy-math.ts';
import { floatTensor, logOf, takeLabels } from '../../evaluate/output.ts';
import { type Rows, countRows } from '../../rows/rows.ts';
import { askMember, memberRows, numbersOf } from './ask-member.ts';
import type { AdaBoostClassifierPlan, AdaBoostRegressorPlan } from './plans.ts';

/** sklearn.ensemble.AdaBoostClassifier. */
export function evaluateAdaBoostClassifier(
  plan: AdaBoostClassifierPlan,
  input: Rows,
  call: Call,
): Tensor {
  const rows = memberRows(input, plan.rules, call.origin);
  const rowCount = countRows(rows);
  const width = plan.labels.values.length;
  const sums = new Float64Array(rowCount * width);
  const add = plan.isReal ? addProbabilities : addVotes;
  plan.members.forEach((_, member) => add(plan, { member, rows, call, sums }));
  const decisions = decide(plan, sums, width);
  if (call.method === 'decision_function') {
    return floatTensor(decisions, width === 2 ? [rowCount] : [rowCount, width]);
  }
  if (call.method === 'predict') {
    const chosen = Int32Array.from({ length: rowCount }, (_, row) =>
      width === 2 ? Number(Number(decisions[row]) > 0) : argMax(decisions, row * width, width),
    );
    return takeLabels(plan.labels, chosen);
  }
  const values = toProbabilities(decisions, width);
  const answer = call.method === 'predict_log_proba' ? logOf(values) : values;
  return floatTensor(answer, [rowCount, width]);
}

interface Adding {
  readonly member: number;
  readonly rows: Rows;
  readonly call: Call;
  readonly sums: Float64Array;
}

/** SAMME: the weight for the class that a member chose, and since 1.3 a share off the others. */
function addVotes(plan: AdaBoostClassifierPlan, { member, rows, call, sums }: Adding): void {
  const labels = Array.from<unknown>(plan.labels.values);
  const weight = Number(plan.weights[member]);
  const answer = askMember(plan.members[member], { rows, method: 'predict', call });
  const isVote = sameLabel(answer, plan.labels);
  answer.values.forEach((chosen: unknown, row: number) => {
    labels.forEach((label, at) => {
      const target = row * labels.length + at;
      const vote = isVote(chosen, label) ? weight : plan.otherShare * weight;
      sums[target] = Number(sums[target]) + vote;
    });
  });
}

/** Labels of one type are compared as they are, numbers of different types by their value. */
function sameLabel(answer: Tensor, labels: Tensor): (one: unknown, other: unknown) => boolean {
  return answer.dtype === labels.dtype
    ? (one, other) => one === other
    : (one, other) => typeof one !== 'string' && Number(one) === Number(other);
}

/** SAMME.R (`_samme_proba`): logarithms of probabilities, less their mean. */
function addProbabilities(
  plan: AdaBoostClassifierPlan,
  { member, rows, call, sums }: Adding,
): void {
  const width = plan.labels.values.length;
  const answer = askMember(plan.members[member], { rows, method: 'predict_proba', call });
  const isFloat32 = answer.dtype === 'float32';
  const epsilon = isFloat32 ? 2 ** -23 : 2 ** -52;
  const round = isFloat32 ? Math.fround : Number;
  const logs = numbersOf(answer).map((value) => round(Math.log(Math.max(value, epsilon))));
  for (let start = 0; start < sums.length; start += width) {
    const share = round((1 / width) * pairwiseSum(logs, start, width));
    for (let at = start; at < start + width; at += 1) {
      const added = round((width - 1) * round(Number(logs[at]) - share));
      sums[at] = Number(sums[at]) + added;
    }
  }
}

/** Of two classes one number for each row: what speaks for the second. */
function decide(
  plan: AdaBoostClassifierPlan,
  sums: Float64Array<ArrayBuffer>,
  width: number,
): Float64Array<ArrayBuffer> {
  const means = sums.map((sum) => sum / plan.weightSum);
  if (width !== 2) return means;
  return Float64Array.from(
    { length: means.length / 2 },
    (_, row) => -Number(means[row * 2]) + Number(means[row * 2 + 1]),
  );
}

/** AdaBoostClassifier._compute_proba_from_decision. */
function toProbabilities(
  decisions: Float64Array<ArrayBuffer>,
  width: number,
): Float64Array<ArrayBuffer> {
  const values =
    width === 2
      ? Float64Array.from({ length: decisions.length * 2 }, (_, at) => {
          const half = Number(decisions[at >> 1]) / 2;
          return at % 2 === 0 ? -half : half;
        })
      : decisions.map((decision) => decision / (width - 1));
  for (let start = 0; start < values.length; start += width) softmaxRow(values, start, width);
  return values;
}

/** sklearn.ensemble.AdaBoostRegressor: of all predictions the weighted median. */
export function evaluateAdaBoostRegressor(
  plan: AdaBoostRegressorPlan,
  input: Rows,
  call: Call,
): Tensor {
  const rows = memberRows(input, plan.rules, call.origin);
  const rowCount = countRows(rows);
  const answers = plan.members.map((member) =>
    numbersOf(askMember(member, { rows, method: 'predict', call })),
  );
  const values = Float64Array.from({ length: rowCount }, (_, row) => {
    const predictions = answers.map((answer) => Number(answer[row]));
    return weightedMedian(predictions, plan.weights);
  });
  return floatTensor(values, [rowCount]);
}

/** The first prediction, from small to large, at which half of the weight is reached. */
function weightedMedian(predictions: readonly number[], weights: Float64Array): number {
  const order = predictions.map((_, index) => index);
  order.sort((one, other) => Number(predictions[one]) - Number(predictions[other]));
  let sum = 0;
  const sums = order.map((index) => (sum += Number(weights[index])));
  const place = sums.findIndex((reached) => reached >= 0.5 * sum);
  return Number(predictions[Number(order[Math.max(0, place)])]);
}
