import type { Tensor } from '../../../../data/tensor.ts';
import { takeLabels } from '../../evaluate/output.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import { type Rows, countColumns, countRows } from '../../rows/rows.ts';
import { toMatrix } from '../../rows/to-matrix.ts';
import {
  type Block,
  askMember,
  askNumbers,
  columnsOfAnswers,
  stackColumns,
} from './member-answers.ts';
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
  const answers = plan.members.map((member) => askNumbers(call, member, input));
  const areIntegers = answers.every(({ dtype, isFlat }) => dtype === 'int64' && isFlat);
  if (areIntegers && !plan.isPassThrough) {
    return columnsOfAnswers(answers.map(({ values, rowCount }) => integers(values, rowCount)));
  }
  const isBinary = plan.labels?.values.length === 2;
  const blocks: Block[] = answers.map((numbers, at) => {
    const isProbability = plan.members[at]?.method === 'predict_proba' && !numbers.isFlat;
    return { numbers, firstColumn: isProbability && isBinary ? 1 : 0 };
  });
  if (plan.isPassThrough)
    blocks.push({ numbers: passedThrough(plan, input, call), firstColumn: 0 });
  return stackColumns(blocks, countRows(input));
}

/** The input itself, as numbers that the final estimator then checks. */
function passedThrough(plan: StackingPlan, input: Rows, call: Call): Block['numbers'] {
  const matrix = toMatrix(
    input,
    {
      estimator: plan.estimator,
      featureCount: countColumns(input),
      allowsNaN: true,
      allowsInfinity: true,
      conversion: 'numeric',
    },
    call.origin,
  );
  return { ...matrix, values: Float64Array.from(matrix.values) };
}

function integers(values: Float64Array, rowCount: number): Tensor {
  const big = BigInt64Array.from(values, BigInt);
  return { kind: 'tensor', dtype: 'int64', shape: [rowCount], values: big };
}
