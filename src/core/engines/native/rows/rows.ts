import type { Table } from '../../../data/table.ts';
import type { Tensor } from '../../../data/tensor.ts';
import type { Matrix, SparseMatrix } from './matrix.ts';

/** What flows between the parts of a model: the caller's rows, or what a part made of them. */
export type Rows = Table | Tensor | Matrix | SparseMatrix;

/** Where rows stand in the caller's input, for messages. */
export interface RowOrigin {
  /** The number of the first row here, counted from 0. */
  readonly firstRow: number;
}

/** The number of rows: of a tensor its first dimension. */
export function countRows(rows: Rows): number {
  return rows.kind === 'tensor' ? (rows.shape[0] ?? 0) : rows.rowCount;
}

/** The number of features: of a tensor its second dimension. */
export function countColumns(rows: Rows): number {
  switch (rows.kind) {
    case 'table':
      return rows.columns.length;
    case 'tensor':
      return rows.shape[1] ?? 0;
    case 'matrix':
    case 'sparse':
      return rows.columnCount;
  }
}

/** How messages name a column: by its label, else by its number counted from 0. */
export function columnLabel(rows: Rows, column: number): string {
  const name = rows.kind === 'table' ? rows.names[column] : undefined;
  return typeof name === 'string' ? `column "${name}"` : `column ${name ?? column}`;
}
