import { MlflowError } from '../../../../errors.ts';
import { asFloats } from '../../rows/as-floats.ts';
import { showCell } from '../../rows/show-cell.ts';
import { columnCells } from '../../rows/column-cells.ts';
import { type Rows, columnLabel, countColumns, countRows } from '../../rows/rows.ts';
import { selectColumns } from '../../rows/select-columns.ts';
import { stackColumns } from '../../rows/stack-columns.ts';

/** A part's output times its weight: floats and objects keep their type, all else is float64. */
export function weighted(rows: Rows, weight: number | undefined): Rows {
  if (weight === undefined) return rows;
  const times = (value: number): number => value * weight;
  if (rows.kind === 'sparse') {
    const floats = asFloats(rows);
    return { ...floats, values: floats.values.map(times) };
  }
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
  const values = columnCells(stacked, 0).map((cell) => {
    const isNumber =
      typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'bigint';
    if (isNumber) return Number(cell) * weight;
    throw new MlflowError(
      'BAD_REQUEST',
      `The ${label} of a part that is multiplied by ${weight} holds ${showCell(cell)}; send numbers.`,
    );
  });
  if (stacked.dtype === 'object') {
    return { kind: 'tensor', dtype: 'object', shape: [rowCount, 1], values };
  }
  const floats = Float64Array.from(values);
  return { kind: 'matrix', rowCount, columnCount: 1, values: floats, isFloat32: false };
}
