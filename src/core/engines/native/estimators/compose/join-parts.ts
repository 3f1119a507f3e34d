import { MlflowError } from '../../../../errors.ts';
import { showCell } from '../../rows/show-cell.ts';
import { columnCells } from '../../rows/column-cells.ts';
import {
  type RowOrigin,
  type Rows,
  columnLabel,
  countColumns,
  countRows,
} from '../../rows/rows.ts';
import { selectColumns } from '../../rows/select-columns.ts';
import { stackColumns, stackSparse } from '../../rows/stack-columns.ts';
import { toAnyMatrix } from '../../rows/to-matrix.ts';

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

/** A part's output times its weight: floats keep their type, everything else becomes float64. */
export function weighted(rows: Rows, weight: number | undefined): Rows {
  if (weight === undefined) return rows;
  const times = (value: number): number => value * weight;
  if (rows.kind === 'sparse') return { ...rows, values: rows.values.map(times) };
  if (rows.kind === 'matrix') return { ...rows, values: rows.values.map(times) };
  // Each column of a frame is multiplied by itself.
  const columns = Array.from({ length: countColumns(rows) }, (_, column) => {
    const one = selectColumns(rows, [column]);
    return weightedColumn(one, columnLabel(rows, column), weight);
  });
  return stackColumns(columns);
}

function weightedColumn(rows: Rows, label: string, weight: number): Rows {
  const stacked = stackColumns([rows]);
  if (stacked.kind === 'matrix') {
    return { ...stacked, values: stacked.values.map((value) => value * weight) };
  }
  const rowCount = countRows(stacked);
  const values = Float64Array.from(columnCells(stacked, 0), (cell) => {
    const isNumber =
      typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'bigint';
    if (isNumber) return Number(cell) * weight;
    throw new MlflowError(
      'BAD_REQUEST',
      `The ${label} of a part that is multiplied by ${weight} holds ${showCell(cell)}; send numbers.`,
    );
  });
  return { kind: 'matrix', rowCount, columnCount: 1, values, isFloat32: false };
}
