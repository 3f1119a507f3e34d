import { columnCells } from '../../../rows/column-cells.ts';
import { elementType } from '../../../rows/element-type.ts';
import type { InputRules } from '../../../rows/input-rules.ts';
import { type RowOrigin, type Rows, columnLabel } from '../../../rows/rows.ts';
import { stackColumns } from '../../../rows/stack-columns.ts';
import { checkShape, toAnyMatrix } from '../../../rows/to-matrix.ts';
import { MlflowError } from '../../../../../errors.ts';

/**
 * What an ensemble hands on to its members (`dtype=None`): floats are checked once, and sparse rows
 * stay sparse, since for XGBoost an absent number is a missing one. Integers stay integers, by which
 * KNeighbors searches in another way. Objects stay as they are, since members may take texts; only
 * NaN is looked for among them, while None is a matter of the members.
 */
export function memberRows(input: Rows, rules: InputRules, origin: RowOrigin): Rows {
  const type = elementType(input);
  if (type === 'float64' || type === 'float32') return toAnyMatrix(input, rules, origin);
  checkShape(input, rules);
  if (type !== 'object') return input.kind === 'table' ? stackColumns([input]) : input;
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
