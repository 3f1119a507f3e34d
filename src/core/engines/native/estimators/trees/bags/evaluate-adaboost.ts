import type { Tensor } from '../../../../../data/tensor.ts';
import type { Call } from '../../../evaluate/evaluator.ts';
import {
  askMember,
  askNumbers,
  columnsOfAnswers,
  numbersOf,
} from '../../../evaluate/member-answers.ts';
import { areAbove, argMaxOfRows, softmaxRow } from '../../../evaluate/numpy-math.ts';
import { floatTensor, logOf, takeLabels } from '../../../evaluate/output.ts';
import { type Rows, countRows } from '../../../rows/rows.ts';
import type { EstimatorPlan } from '../../../plan.ts';
import type { InputRules } from '../../../rows/input-rules.ts';
import type { Matrix } from '../../../rows/matrix.ts';
import { toMatrix } from '../../../rows/to-matrix.ts';
import { sumLeaves } from '../../../tree-ensemble/sum-leaves.ts';
import type { TreeEnsemble } from '../../../tree-ensemble/tree-ensemble.ts';
import { addLogScores, addVote } from './adaboost-scores.ts';
import { memberRows } from './member-rows.ts';
import type { AdaBoostClassifierPlan, AdaBoostRegressorPlan } from '../plans.ts';

/** sklearn.ensemble.AdaBoostClassifier. */
export function evaluateAdaBoostClassifier(
  plan: AdaBoostClassifierPlan,
  input: Rows,
  call: Call,
): Tensor {
  const rows = memberRows(input, plan.rules, call.origin);
  const rowCount = countRows(rows);
  const width = plan.labels.values.length;
  const sums = scoresOf(plan, rows, call);
  const decisions = decide(plan, sums, width);
  if (call.method === 'decision_function') {
    return floatTensor(decisions, width === 2 ? [rowCount] : [rowCount, width]);
  }
  if (call.method === 'predict') {
    const chosen = width === 2 ? areAbove(decisions, 0) : argMaxOfRows(decisions, width);
    return takeLabels(plan.labels, chosen);
  }
  const values = toProbabilities(decisions, width);
  const answer = call.method === 'predict_log_proba' ? logOf(values) : values;
  return floatTensor(answer, [rowCount, width]);
}

/** What all members add for each class of every row. */
function scoresOf(plan: AdaBoostClassifierPlan, rows: Rows, call: Call): Float64Array<ArrayBuffer> {
  const { members, scoring, labels } = plan;
  if (isEnsemble(members)) return sumLeaves(members, treeMatrix(rows, plan, call));
  const width = labels.values.length;
  const sums = new Float64Array(countRows(rows) * width);
  members.forEach((part, index) => {
    if (scoring.isReal) {
      const { values, isFloat32 } = askNumbers(call, { part, method: 'predict_proba' }, rows);
      for (let start = 0; start < sums.length; start += width) {
        addLogScores(values, { sums, start, width, isFloat32 });
      }
      return;
    }
    const answer = askMember(call, { part, method: 'predict' }, rows);
    placesOf(answer, labels).forEach((chosen, row) => {
      addVote(chosen, { sums, start: row * width, width, scoring, member: index });
    });
  });
  return sums;
}

function isEnsemble(members: TreeEnsemble | readonly EstimatorPlan[]): members is TreeEnsemble {
  return 'roots' in members;
}

/** Rows for trees, which are numbers already but for objects. */
function treeMatrix(
  rows: Rows,
  { rules, takesNone }: { readonly rules: InputRules; readonly takesNone: boolean },
  call: Call,
): Matrix {
  return rows.kind === 'matrix'
    ? rows
    : toMatrix(rows, { ...rules, allowsNaN: takesNone }, call.origin);
}

/**
 * Of each label its place among all labels, -1 for none. Labels of one type are compared as they
 * are, numbers of different types by their value.
 */
function placesOf(answer: Tensor, labels: Tensor): number[] {
  const toKey = answer.dtype === labels.dtype ? (label: unknown) => label : Number;
  const places = new Map(Array.from<unknown>(labels.values).map((label, at) => [toKey(label), at]));
  return Array.from<unknown>(answer.values).map((label) => places.get(toKey(label)) ?? -1);
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
  const { members, weights } = plan;
  const predictions = isEnsemble(members)
    ? floatTensor(sumLeaves(members, treeMatrix(rows, plan, call)), [
        countRows(rows),
        weights.length,
      ])
    : columnsOfAnswers(members.map((part) => askMember(call, { part, method: 'predict' }, rows)));
  const numbers = numbersOf(predictions);
  const width = weights.length;
  const values = Float64Array.from({ length: countRows(rows) }, (_, row) =>
    weightedMedian(numbers.subarray(row * width, (row + 1) * width), weights),
  );
  return floatTensor(values, [values.length], predictions.dtype === 'float32');
}

/** The first prediction, from small to large, at which half of the weight is reached. */
function weightedMedian(predictions: Float64Array, weights: Float64Array): number {
  const order = Array.from(predictions, (_, index) => index);
  order.sort((one, other) => Number(predictions[one]) - Number(predictions[other]));
  let sum = 0;
  const sums = order.map((index) => (sum += Number(weights[index])));
  const place = sums.findIndex((reached) => reached >= 0.5 * sum);
  return Number(predictions[Number(order[Math.max(0, place)])]);
}
