import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import type { DiscretizerPlan } from './plans.ts';

/** KBinsDiscretizer.transform: numbers of bins, or a column for each bin of each feature. */
export function evaluateDiscretizer(plan: DiscretizerPlan, matrix: Matrix): Matrix | SparseMatrix {
  const bins = matrix.values.map((value, at) => {
    const edges = plan.edges[at % matrix.columnCount] ?? new Float64Array(0);
    return countUpTo(edges, plan.hasTolerance ? withTolerance(value, matrix.isFloat32) : value);
  });
  if (plan.encode === 'ordinal') return { ...matrix, values: bins };
  const { rowCount, columnCount } = matrix;
  const isFloat32 = matrix.isFloat32 && !plan.widensColumns;
  const counts = plan.edges.map((edges) => edges.length + 1);
  const starts = counts.map((_, index) => counts.slice(0, index).reduce((a, b) => a + b, 0));
  const width = counts.reduce((sum, count) => sum + count, 0);
  const columns = Int32Array.from(bins, (bin, at) => Number(starts[at % columnCount]) + bin);
  if (plan.encode === 'onehot-dense') {
    const length = rowCount * width;
    const values = isFloat32 ? new Float32Array(length) : new Float64Array(length);
    columns.forEach((column, at) => (values[Math.floor(at / columnCount) * width + column] = 1));
    return { kind: 'matrix', rowCount, columnCount: width, values, isFloat32 };
  }
  return {
    kind: 'sparse',
    rowCount,
    columnCount: width,
    rowStarts: Int32Array.from({ length: rowCount + 1 }, (_, row) => row * columnCount),
    columns,
    values: isFloat32
      ? new Float32Array(columns.length).fill(1)
      : new Float64Array(columns.length).fill(1),
    isFloat32,
  };
}

/** Until 1.0 `x + eps` was compared, `eps = 1e-8 + 1e-5 * |x|`, in the type of the input. */
function withTolerance(value: number, isFloat32: boolean): number {
  if (!isFloat32) return value + (1e-8 + 1e-5 * Math.abs(value));
  const part = Math.fround(Math.fround(1e-5) * Math.abs(value));
  return Math.fround(value + Math.fround(Math.fround(1e-8) + part));
}

/** How many of the ascending edges are at most the value (numpy.searchsorted, side="right"). */
function countUpTo(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Number(edges[middle]) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
