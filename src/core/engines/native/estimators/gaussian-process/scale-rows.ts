/** How rows are divided by the lengths of a kernel. */
export interface Scaling {
  /** One length for all columns, or one for each. */
  readonly scales: Float64Array;
  readonly columnCount: number;
  /** True for a division in float32. */
  readonly isNarrow: boolean;
}

/** Divides every row by the lengths of a kernel (`X / length_scale`), into `target`. */
export function scaleRows(
  values: ArrayLike<number>,
  { scales, columnCount, isNarrow }: Scaling,
  target: Float64Array,
): void {
  const only = scales.length === 1;
  for (let at = 0; at < target.length; at += 1) {
    const scale = Number(scales[only ? 0 : at % columnCount]);
    const value = Number(values[at]);
    target[at] = isNarrow && only ? Math.fround(value / Math.fround(scale)) : value / scale;
  }
}
