/**
 * The inverse of a square matrix, row after row (Gauss and Jordan with the largest pivots).
 * Undefined for one that has none.
 */
export function invert(matrix: Float64Array, size: number): Float64Array | undefined {
  const rest = Array.from({ length: size }, (_, row) =>
    Float64Array.from({ length: size * 2 }, (__, column) =>
      column < size ? Number(matrix[row * size + column]) : Number(column - size === row),
    ),
  );
  for (let column = 0; column < size; column += 1) {
    const pivot = rest.slice(column).reduce((best, row) => {
      return Math.abs(Number(row[column])) > Math.abs(Number(best[column])) ? row : best;
    });
    const divisor = Number(pivot[column]);
    if (!(Math.abs(divisor) > 0)) return undefined;
    const from = rest.indexOf(pivot);
    rest.splice(from, 1);
    rest.splice(column, 0, pivot);
    pivot.forEach((value, at) => (pivot[at] = value / divisor));
    for (const row of rest) {
      const factor = Number(row[column]);
      if (row === pivot || factor === 0) continue;
      pivot.forEach((value, at) => (row[at] = Number(row[at]) - factor * value));
    }
  }
  return Float64Array.from(rest.flatMap((row) => Array.from(row.subarray(size))));
}
