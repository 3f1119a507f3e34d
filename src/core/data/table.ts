/**
 * A column's label. A frame that came without labels has the numbers 0, 1, 2, …, as pandas gives
 * them; the number 0 and the string "0" are different labels.
 */
export type ColumnName = string | number;

/** A single JSON-like cell of an `object` column; `null` is a missing value. */
export type Cell = unknown;

/**
 * One column of a table, named after the pandas dtype that MLflow would have at this point.
 * In the float columns NaN is the missing value; `boolean` holds 0 and 1; `datetime64[ns]` holds
 * nanoseconds since the epoch in UTC, with {@link notATime} as the missing value; `object` holds
 * strings, bytes (Uint8Array), booleans, nested lists and objects, and `null` for missing.
 */
export type Column =
  | { readonly dtype: 'float64'; readonly values: Float64Array }
  | { readonly dtype: 'float32'; readonly values: Float32Array }
  | { readonly dtype: 'int64'; readonly values: BigInt64Array }
  | { readonly dtype: 'int32'; readonly values: Int32Array }
  | { readonly dtype: 'boolean'; readonly values: Uint8Array }
  | { readonly dtype: 'datetime64[ns]'; readonly values: BigInt64Array }
  | { readonly dtype: 'object'; readonly values: readonly Cell[] };

/** The pandas dtype of a {@link Column}. */
export type ColumnDtype = Column['dtype'];

/** pandas' NaT, the smallest 64-bit integer. */
export const notATime = -(2n ** 63n);

/** A data frame: columns of equal length, each with its label. */
export interface Table {
  readonly kind: 'table';
  readonly names: readonly ColumnName[];
  readonly columns: readonly Column[];
  readonly rowCount: number;
}
