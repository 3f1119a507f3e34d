import type { InputRules } from './input-rules.ts';
import { joinSparse } from './join-sparse.ts';
import type { RowOrigin, Rows } from './rows.ts';
import { stackColumns } from './stack-columns.ts';

/** How outputs are put together. */
interface JoinOptions extends Pick<InputRules, 'widensBooleans'> {
  readonly rowCount: number;
  readonly isSparse: boolean;
  readonly origin: RowOrigin;
}

/**
 * The outputs of several parts beside one another, in the dtype that they have in common; of none
 * an array without columns. Throws MlflowError for what sparse rows cannot hold.
 */
export function joinParts(
  outputs: readonly Rows[],
  { rowCount, isSparse, ...options }: JoinOptions,
): Rows {
  if (outputs.length > 0) {
    return isSparse ? joinSparse(outputs, options) : stackColumns(outputs);
  }
  const values = new Float64Array(0);
  return { kind: 'matrix', rowCount, columnCount: 0, values, isFloat32: false };
}
