import type { TensorDtype } from '../../../data/tensor.ts';

/** Types of whole numbers, and of booleans. */
export type WholeDtype = Exclude<TensorDtype, 'float64' | 'float32' | 'object'>;

/** Numbers in rows, as an estimator computes with them. */
export interface Matrix {
  readonly kind: 'matrix';
  readonly rowCount: number;
  readonly columnCount: number;
  /** Row after row; never written to by who receives it. */
  readonly values: Float64Array | Float32Array;
  /** True where NumPy would compute in float32, given float32 coefficients. */
  readonly isFloat32: boolean;
}

/**
 * Mostly zeros, in rows (scipy.sparse.csr_matrix): what vectorisers and one-hot encoders yield.
 * The columns of a row may stand in any order; no column stands twice in a row.
 */
export interface SparseMatrix {
  readonly kind: 'sparse';
  readonly rowCount: number;
  readonly columnCount: number;
  /** Where the entries of each row begin, and the end of the last: `rowCount + 1` numbers. */
  readonly rowStarts: Int32Array;
  /** The column of each entry. */
  readonly columns: Int32Array;
  readonly values: Float64Array | Float32Array;
  readonly isFloat32: boolean;
  /**
   * The dtype of an array of whole numbers or booleans, which `values` hold exactly; not there for
   * floats. Whoever computes other values leaves it out.
   */
  readonly wholeDtype?: WholeDtype;
}
