import type { Tensor } from '../../../../data/tensor.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import type { PredictMethod } from '../../methods.ts';
import type { EstimatorPlan } from '../../plan.ts';
import { columnCells } from '../../rows/column-cells.ts';
import { elementType } from '../../rows/element-type.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import { type RowOrigin, type Rows, columnLabel } from '../../rows/rows.ts';
import { checkShape, toAnyMatrix } from '../../rows/to-matrix.ts';
import { MlflowError } from '../../../../errors.ts';

/** What a member of an ensemble answers: always a tensor, since it predicts. */
export function askMember(
  member: EstimatorPlan | undefined,
  { rows, method, call }: { rows: Rows; method: PredictMethod; call: Call },
): Tensor {
  const answer = member && call.evaluate(member, rows, method);
  if (answer?.kind === 'tensor') return answer;
  throw new Error('A member of an ensemble answered something else than a tensor.');
}

/** The numbers of a tensor in float64. */
export function numbersOf(tensor: Tensor): Float64Array<ArrayBuffer> {
  if (tensor.dtype === 'float64') return Float64Array.from(tensor.values);
  return Float64Array.from<unknown>(tensor.values, Number);
}

/**
 * What an ensemble hands on to its members (`dtype=None`): numbers are converted and checked once,
 * and sparse rows stay sparse, since for XGBoost an absent number is a missing one. Objects stay as they are, since members may take texts; only NaN is looked for among them, while
 * None is a matter of the members.
 */
export function memberRows(input: Rows, rules: InputRules, origin: RowOrigin): Rows {
  if (elementType(input) !== 'object') return toAnyMatrix(input, rules, origin);
  checkShape(input, rules);
  for (let column = 0; column < rules.featureCount && !rules.allowsNaN; column += 1) {
    const row = columnCells(input, column).findIndex((cell) => Number.isNaN(cell));
    if (row < 0) continue;
    throw new MlflowError(
      'BAD_REQUEST',
      `The ${columnLabel(input, column)} holds a missing value (NaN) in row ${origin.firstRow + row}, ` +
        `which ${rules.estimator} does not accept; send a finite number.`,
    );
  }
  return input;
}
