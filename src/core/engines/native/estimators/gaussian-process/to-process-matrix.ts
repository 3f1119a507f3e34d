import { MlflowError } from '../../../../errors.ts';
import { isWholeDtype, numericType } from '../../rows/element-type.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type { Matrix } from '../../rows/matrix.ts';
import type { RowOrigin, Rows } from '../../rows/rows.ts';
import { toMatrix } from '../../rows/to-matrix.ts';

/**
 * A Gaussian process's input as numbers. `isFloat32` is true for floats alone: integers and
 * booleans, however narrow, are divided in float64. Throws MlflowError BAD_REQUEST.
 */
export function toProcessMatrix(rules: InputRules, input: Rows, origin: RowOrigin): Matrix {
  if (input.kind === 'sparse') {
    throw new MlflowError(
      'BAD_REQUEST',
      `${rules.estimator} does not accept sparse rows, which the step before it yields.`,
    );
  }
  const matrix = toMatrix(input, rules, origin);
  return matrix.isFloat32 && isWholeDtype(numericType(input, rules))
    ? { ...matrix, values: Float64Array.from(matrix.values), isFloat32: false }
    : matrix;
}
