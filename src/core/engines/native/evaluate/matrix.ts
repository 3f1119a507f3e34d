import type { Table } from '../../../data/table.ts';
import type { Tensor } from '../../../data/tensor.ts';

/** Numbers in rows, as an estimator computes with them. */
export interface Matrix {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Row after row. */
  readonly values: Float64Array | Float32Array;
  /** True where NumPy would compute in float32, given float32 coefficients. */
  readonly isFloat32: boolean;
}

/** What an estimator may be given: the caller's rows or the answer of the step before. */
export type MatrixSource = Table | Tensor | (Matrix & { readonly kind: 'matrix' });

/** Where rows stand in the caller's input, for messages. */
export interface RowOrigin {
  /** The number of the first row here, counted from 0. */
  readonly firstRow: number;
}

/** How messages name a column: by its label, else by its number counted from 0. */
export function columnLabel(source: MatrixSource, column: number): string {
  const name = source.kind === 'table' ? source.names[column] : undefined;
  return typeof name === 'string' ? `column "${name}"` : `column ${name ?? column}`;
}
