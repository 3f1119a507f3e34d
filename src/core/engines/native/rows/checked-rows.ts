import type { Tensor } from '../../../data/tensor.ts';
import { isWholeDtype, numericType } from './element-type.ts';
import type { InputRules } from './input-rules.ts';
import type { Matrix, SparseMatrix } from './matrix.ts';
import type { RowOrigin, Rows } from './rows.ts';
import { singleColumns } from './single-columns.ts';
import { stackColumns } from './stack-columns.ts';
import { checkShape, toAnyMatrix } from './to-matrix.ts';

/**
 * Checks rows as {@link toAnyMatrix} does, for estimators that keep the type of their input: whole
 * numbers and booleans come as a tensor, or sparse, in their own dtype.
 */
export function checkedRows(
  input: Rows,
  rules: InputRules,
  origin: RowOrigin,
): Matrix | SparseMatrix | Tensor {
  const isWhole = input.kind !== 'sparse' && isWholeDtype(numericType(input, rules));
  if (!isWhole) return toAnyMatrix(input, rules, origin);
  checkShape(input, rules);
  return input.kind === 'tensor' ? input : stackColumns(singleColumns(input));
}
