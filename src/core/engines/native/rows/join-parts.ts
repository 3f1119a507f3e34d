import { type RowOrigin, type Rows, countColumns } from './rows.ts';
import { stackColumns, stackSparse } from './stack-columns.ts';
import { toAnyMatrix } from './to-matrix.ts';

/** The outputs of several parts beside one another; of none an array without columns. */
export function joinParts(
  outputs: readonly Rows[],
  {
    rowCount,
    isSparse,
    origin,
  }: { readonly rowCount: number; readonly isSparse: boolean; readonly origin: RowOrigin },
): Rows {
  if (outputs.length === 0) {
    return {
      kind: 'matrix',
      rowCount,
      columnCount: 0,
      values: new Float64Array(0),
      isFloat32: false,
    };
  }
  if (!isSparse) return stackColumns(outputs);
  return stackSparse(
    outputs.map((rows) =>
      toAnyMatrix(
        rows,
        {
          estimator: 'a transformer with sparse output',
          featureCount: countColumns(rows),
          allowsNaN: true,
          allowsInfinity: true,
          conversion: 'numeric',
        },
        origin,
      ),
    ),
  );
}
