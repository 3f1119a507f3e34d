import { MlflowError } from '../../../errors.ts';
import { showValue } from '../../../shown-value.ts';
import { commonType, isWholeDtype, numericType } from './element-type.ts';
import type { InputRules } from './input-rules.ts';
import type { SparseMatrix } from './matrix.ts';
import { type RowOrigin, type Rows, countColumns } from './rows.ts';
import { stackSparse } from './stack-columns.ts';
import { toAnyMatrix } from './to-matrix.ts';

/**
 * Outputs beside one another as sparse rows: each is checked to be numbers, and whole numbers stay
 * whole where all are. Throws MlflowError for integers beyond 2^53, which the rows cannot hold.
 */
export function joinSparse(
  outputs: readonly Rows[],
  { origin, ...options }: Pick<InputRules, 'widensBooleans'> & { readonly origin: RowOrigin },
): SparseMatrix {
  const anything = { allowsNaN: true, allowsInfinity: true, conversion: 'numeric' } as const;
  const rules = { estimator: 'a transformer with sparse output', ...anything, ...options };
  const stacked = stackSparse(
    outputs.map((rows) =>
      toAnyMatrix(rows, { ...rules, featureCount: countColumns(rows) }, origin),
    ),
  );
  const dtype = commonType(outputs.map((rows) => numericType(rows, options)));
  if (!isWholeDtype(dtype)) return stacked;
  checkExact(stacked);
  return { ...stacked, wholeDtype: dtype };
}

function checkExact({ values }: SparseMatrix): void {
  const inexact = values.find((value) => !Number.isSafeInteger(value));
  if (inexact === undefined) return;
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    `The input holds ${showValue(String(inexact), 'an integer')}, which sparse rows cannot hold ` +
      'exactly here; send integers up to 2^53, or serve this model with the engine "python".',
  );
}
