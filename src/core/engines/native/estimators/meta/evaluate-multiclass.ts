import type { Tensor } from '../../../../data/tensor.ts';
import { argMax, argMaxOfRows } from '../../evaluate/numpy-math.ts';
import { floatTensor, takeLabels, withComplement } from '../../evaluate/output.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import { type Rows, countRows } from '../../rows/rows.ts';
import { toAnyMatrix } from '../../rows/to-matrix.ts';
import { askMember, askNumbers } from '../../evaluate/member-answers.ts';
import { type MemberScores, memberScores } from './member-scores.ts';
import type { ConstantMemberPlan, OneVsOnePlan, OneVsRestPlan, OutputCodePlan } from './plans.ts';

/** sklearn.multiclass.OneVsRestClassifier. */
export function evaluateOneVsRest(plan: OneVsRestPlan, input: Rows, call: Call): Tensor {
  if (call.method === 'predict_proba') return probabilitiesOf(plan, input, call);
  const [first] = plan.members;
  if (call.method === 'decision_function') {
    if (plan.members.length === 1 && first) {
      return askMember(call, { part: first.part, method: 'decision_function' }, input);
    }
    const members = plan.members.map(({ part }) => ({
      part,
      method: 'decision_function' as const,
    }));
    const { values, rowCount, isFloat32 } = memberScores(members, input, call);
    return floatTensor(values, [rowCount, members.length], isFloat32);
  }
  const scores = memberScores(plan.members, input, call);
  switch (plan.target) {
    case 'multiclass':
      return takeLabels(plan.labels, bestClasses(scores, plan.prefersFirst));
    case 'binary': {
      const isSingle = plan.labels.values.length === 1;
      const places = Int32Array.from(scores.values, (score) =>
        score > plan.threshold && !isSingle ? 1 : 0,
      );
      return takeLabels(plan.labels, places);
    }
    case 'multilabel': {
      const values = BigInt64Array.from(scores.values, (score) =>
        score > plan.threshold ? 1n : 0n,
      );
      return {
        kind: 'tensor',
        dtype: 'int64',
        shape: [scores.rowCount, scores.memberCount],
        values,
      };
    }
  }
}

/** The class with the largest score; a score that is NaN makes all that follow be passed over. */
function bestClasses(
  { values, rowCount, memberCount }: MemberScores,
  prefersFirst: boolean,
): Int32Array {
  return Int32Array.from({ length: rowCount }, (_, row) => {
    let largest = -Infinity;
    let best = 0;
    for (let step = 0; step < memberCount; step += 1) {
      const member = prefersFirst ? memberCount - 1 - step : step;
      const score = Number(values[row * memberCount + member]);
      largest =
        Number.isNaN(largest) || Number.isNaN(score) ? Number.NaN : Math.max(largest, score);
      if (score === largest) best = member;
    }
    return best;
  });
}

function probabilitiesOf(plan: OneVsRestPlan, input: Rows, call: Call): Tensor {
  const members = plan.members.map(({ part }) => ({ part, method: 'predict_proba' as const }));
  const { values, rowCount, memberCount, isFloat32 } = memberScores(members, input, call);
  const round = isFloat32 ? Math.fround : Number;
  const width = Math.max(2, memberCount);
  const isOne = memberCount === 1;
  const columns = isOne ? withComplement(values, isFloat32) : values;
  if (plan.target !== 'multilabel') {
    for (let start = 0; start < columns.length; start += width) {
      let sum = 0;
      for (let at = start; at < start + width; at += 1) sum = round(sum + Number(columns[at]));
      if (sum === 0 && plan.keepsZeros) continue;
      for (let at = start; at < start + width; at += 1) columns[at] = Number(columns[at]) / sum;
    }
  }
  return floatTensor(columns, [rowCount, isOne ? 2 : width], isFloat32);
}

/** sklearn.multiclass.OneVsOneClassifier: votes, and confidences that settle a tie. */
export function evaluateOneVsOne(plan: OneVsOnePlan, input: Rows, call: Call): Tensor {
  const rows = plan.rules ? toAnyMatrix(input, plan.rules, call.origin) : input;
  const scores = memberScores(plan.members, rows, call);
  const predictions = plan.members.map(
    ({ part }) => askNumbers(call, { part, method: 'predict' }, rows).values,
  );
  const width = plan.labels.values.length;
  const { rowCount } = scores;
  const values = pairDecisions({ scores, predictions, width });
  if (width === 2) {
    const second = Float64Array.from({ length: rowCount }, (_, row) => Number(values[row * 2 + 1]));
    if (call.method === 'decision_function') return floatTensor(second, [rowCount]);
    const places = Int32Array.from(second, (score) => (score > plan.threshold ? 1 : 0));
    return takeLabels(plan.labels, places);
  }
  if (call.method === 'decision_function') return floatTensor(values, [rowCount, width]);
  return takeLabels(plan.labels, argMaxOfRows(values, width));
}

interface PairAnswers {
  readonly scores: MemberScores;
  readonly predictions: readonly Float64Array[];
  readonly width: number;
}

/** sklearn.utils.multiclass._ovr_decision_function. */
function pairDecisions({ scores, predictions, width }: PairAnswers): Float64Array<ArrayBuffer> {
  const { rowCount, memberCount } = scores;
  const votes = new Float64Array(rowCount * width);
  const sums = new Float64Array(rowCount * width);
  for (let row = 0; row < rowCount; row += 1) {
    let member = 0;
    for (let first = 0; first < width; first += 1) {
      for (let second = first + 1; second < width; second += 1) {
        const score = Number(scores.values[row * memberCount + member]);
        const one = row * width + first;
        const other = row * width + second;
        sums[one] = Number(sums[one]) - score;
        sums[other] = Number(sums[other]) + score;
        const vote = predictions[member]?.[row];
        if (vote === 0) votes[one] = Number(votes[one]) + 1;
        if (vote === 1) votes[other] = Number(votes[other]) + 1;
        member += 1;
      }
    }
  }
  return votes.map((vote, at) => {
    const sum = Number(sums[at]);
    return vote + sum / (3 * (Math.abs(sum) + 1));
  });
}

/** sklearn.multiclass.OutputCodeClassifier: the class whose code is the nearest to the scores. */
export function evaluateOutputCode(plan: OutputCodePlan, input: Rows, call: Call): Tensor {
  const { values, rowCount, memberCount } = memberScores(plan.members, input, call);
  const distances = new Float64Array(plan.labels.values.length);
  const chosen = Int32Array.from({ length: rowCount }, (_, row) => {
    for (let label = 0; label < distances.length; label += 1) {
      let sum = 0;
      for (let member = 0; member < memberCount; member += 1) {
        const code = Number(plan.codeBook[label * memberCount + member]);
        const difference = Number(values[row * memberCount + member]) - code;
        sum += difference * difference;
      }
      distances[label] = -sum;
    }
    return argMax(distances, 0, distances.length);
  });
  return takeLabels(plan.labels, chosen);
}

/** sklearn.multiclass._ConstantPredictor. */
export function evaluateConstantMember(
  { value }: ConstantMemberPlan,
  input: Rows,
  call: Call,
): Tensor {
  const rowCount = countRows(input);
  const values = new Float64Array(rowCount).fill(value);
  return call.method === 'predict_proba'
    ? floatTensor(withComplement(values), [rowCount, 2])
    : floatTensor(values, [rowCount]);
}
