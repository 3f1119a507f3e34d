import type { Column, Table } from '../../../data/table.ts';
import { columnCells } from './column-cells.ts';
import { elementType } from './element-type.ts';
import { type Rows, countColumns, countRows } from './rows.ts';
import { selectColumns } from './select-columns.ts';

/** Rows of two dimensions as a frame whose columns are numbered (`pandas.DataFrame(array)`). */
export function toTable(rows: Rows): Table {
  if (rows.kind === 'table') return rows;
  const count = countColumns(rows);
  return {
    kind: 'table',
    rowCount: countRows(rows),
    names: Array.from({ length: count }, (_, column) => column),
    columns: Array.from({ length: count }, (_, column) => toColumn(rows, column)),
  };
}

/** Integers that a frame of ours cannot hold in their width become 64 bits wide. */
function toColumn(rows: Rows, index: number): Column {
  const cells = columnCells(selectColumns(rows, [index]), 0);
  const dtype = elementType(rows);
  if (dtype === 'float64') return { dtype, values: Float64Array.from(cells, Number) };
  if (dtype === 'float32') return { dtype, values: Float32Array.from(cells, Number) };
  if (dtype === 'int32') return { dtype, values: Int32Array.from(cells, Number) };
  if (dtype === 'bool') return { dtype: 'boolean', values: Uint8Array.from(cells, Number) };
  if (dtype === 'object') return { dtype, values: cells };
  const toBig = (cell: unknown): bigint => BigInt(typeof cell === 'bigint' ? cell : Number(cell));
  return { dtype: 'int64', values: BigInt64Array.from(cells, toBig) };
}
