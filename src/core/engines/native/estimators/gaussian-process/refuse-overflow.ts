import { MlflowError } from '../../../../errors.ts';
import { numericType } from '../../rows/element-type.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type { Matrix } from '../../rows/matrix.ts';
import type { RowOrigin, Rows } from '../../rows/rows.ts';

/** The largest number of each type of whole numbers; of truths, of which any sum is one. */
const largest: ReadonlyMap<string, number> = new Map([
  ['bool', 1],
  ['int8', 2 ** 7 - 1],
  ['uint8', 2 ** 8 - 1],
  ['int16', 2 ** 15 - 1],
  ['uint16', 2 ** 16 - 1],
  ['int32', 2 ** 31 - 1],
  ['uint32', 2 ** 32 - 1],
  ['int64', 2 ** 53],
  ['uint64', 2 ** 53],
]);

/** A classifier's rows before and after they became numbers. */
interface SquaredRows {
  readonly rules: InputRules;
  readonly input: Rows;
  readonly matrix: Matrix;
  readonly origin: RowOrigin;
}

/**
 * DotProduct.diag adds the squares of a row up in the row's own type, which runs over for whole
 * numbers. Throws MlflowError BAD_REQUEST for such rows: what scikit-learn answers is no
 * probability then.
 */
export function refuseOverflow({ rules, input, matrix, origin }: SquaredRows): void {
  const dtype = numericType(input, rules);
  const limit = largest.get(dtype);
  if (limit === undefined) return;
  const { values, columnCount } = matrix;
  for (
    let start = 0, row = origin.firstRow;
    start < values.length;
    start += columnCount, row += 1
  ) {
    let sum = 0;
    for (let at = start; at < start + columnCount; at += 1) {
      sum += Number(values[at]) * Number(values[at]);
    }
    if (sum <= limit) continue;
    throw new MlflowError(
      'BAD_REQUEST',
      `The squares in row ${row} add up to ${sum}, more than the type ${dtype} holds, in which the ` +
        `DotProduct kernel of ${rules.estimator} adds them up; send floating-point numbers.`,
    );
  }
}
