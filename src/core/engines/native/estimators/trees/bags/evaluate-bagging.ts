import type { Tensor } from '../../../../../data/tensor.ts';
import type { Call } from '../../../evaluate/evaluator.ts';
import { askMember, numbersOf } from '../../../evaluate/member-answers.ts';
import { argMaxOfRows } from '../../../evaluate/numpy-math.ts';
import { floatTensor, logOf, takeLabels } from '../../../evaluate/output.ts';
import type { PredictMethod } from '../../../methods.ts';
import { type Rows, countRows } from '../../../rows/rows.ts';
import { selectColumns } from '../../../rows/select-columns.ts';
import { memberRows } from './member-rows.ts';
import type { BagMember, BaggingClassifierPlan, BaggingRegressorPlan } from '../plans.ts';

/** sklearn.ensemble.BaggingClassifier: probabilities, or votes of members that have none. */
export function evaluateBaggingClassifier(
  plan: BaggingClassifierPlan,
  input: Rows,
  call: Call,
): Tensor {
  const rows = memberRows(input, plan.rules, call.origin);
  const rowCount = countRows(rows);
  if (call.method === 'decision_function') return meanAnswer(plan.members, rows, call);
  const width = plan.labels.values.length;
  const shape = [rowCount, width];
  const isLogged = plan.members.every(({ hasLogProbability }) => hasLogProbability);
  if (call.method === 'predict_log_proba' && isLogged) {
    const sums = new Float64Array(rowCount * width).fill(Number.NEGATIVE_INFINITY);
    for (const member of plan.members) addScores(member, { rows, call, sums, width }, logarithms);
    const share = Math.log(plan.members.length);
    return floatTensor(
      sums.map((sum) => sum - share),
      shape,
    );
  }
  const sums = new Float64Array(rowCount * width);
  for (const member of plan.members) {
    const add = member.hasProbability === true ? addProbabilities : addVotes;
    add(member, { rows, call, sums, width });
  }
  const means = sums.map((sum) => sum / plan.members.length);
  if (call.method === 'predict') return takeLabels(plan.labels, argMaxOfRows(means, width));
  return floatTensor(call.method === 'predict_log_proba' ? logOf(means) : means, shape);
}

/** sklearn.ensemble.BaggingRegressor. */
export function evaluateBaggingRegressor(
  plan: BaggingRegressorPlan,
  input: Rows,
  call: Call,
): Tensor {
  return meanAnswer(plan.members, memberRows(input, plan.rules, call.origin), call);
}

interface Adding {
  readonly rows: Rows;
  readonly call: Call;
  readonly sums: Float64Array;
  readonly width: number;
}

/** What members are asked for, and how their answers become one. */
interface Score {
  readonly method: PredictMethod;
  readonly add: (sum: number, value: number) => number;
}

const probabilities: Score = { method: 'predict_proba', add: (sum, value) => sum + value };
/** Probabilities too small for a float64 still have logarithms. */
const logarithms: Score = { method: 'predict_log_proba', add: logAddExp };

function addProbabilities(member: BagMember, adding: Adding): void {
  addScores(member, adding, probabilities);
}

function addScores(
  member: BagMember,
  { rows, call, sums, width }: Adding,
  { method, add }: Score,
): void {
  const classes = member.classes ?? [];
  const values = numbersOf(ask(member, { rows, call, method }));
  for (let row = 0; row * width < sums.length; row += 1) {
    for (let at = 0; at < classes.length; at += 1) {
      const target = row * width + Number(classes[at]);
      sums[target] = add(Number(sums[target]), Number(values[row * classes.length + at]));
    }
  }
}

/** np.logaddexp. */
function logAddExp(one: number, other: number): number {
  if (one === other) return one + Math.LN2;
  const distance = Math.abs(one - other);
  return Number.isNaN(distance) ? distance : Math.max(one, other) + Math.log1p(Math.exp(-distance));
}

/** Members predict the places of classes. */
function addVotes(member: BagMember, { rows, call, sums, width }: Adding): void {
  numbersOf(ask(member, { rows, call, method: 'predict' })).forEach((place, row) => {
    const target = row * width + place;
    sums[target] = Number(sums[target]) + 1;
  });
}

function meanAnswer(members: readonly BagMember[], rows: Rows, call: Call): Tensor {
  const answers = members.map((member) => ask(member, { rows, call, method: call.method }));
  const sums = new Float64Array(answers[0]?.values.length ?? 0);
  for (const answer of answers) {
    const values = numbersOf(answer);
    for (let at = 0; at < sums.length; at += 1) sums[at] = Number(sums[at]) + Number(values[at]);
  }
  const isFloat32 = answers.every(({ dtype }) => dtype === 'float32');
  const means = sums.map((sum) => sum / members.length);
  return floatTensor(means, answers[0]?.shape ?? [0], isFloat32);
}

function ask(
  { estimator, features }: BagMember,
  {
    rows,
    call,
    method,
  }: { readonly rows: Rows; readonly call: Call; readonly method: PredictMethod },
): Tensor {
  return askMember(
    call,
    { part: estimator, method },
    features ? selectColumns(rows, features) : rows,
  );
}
