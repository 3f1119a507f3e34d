import type { Matrix } from '../../../rows/matrix.ts';
import type { Metric } from '../metrics/metric.ts';
import type { NeighborIndex } from '../plans.ts';
import {
  type NormFunction,
  einsumNorm,
  fusedNorm,
  normInTurn,
  squareOfProduct,
} from '../metrics/square-of-product.ts';

/** How distances are measured and compared. */
interface Comparison {
  /** True where scikit-learn reduces distances by itself. */
  readonly keepsHeap: boolean;
  /** True where the reduced distances come from a matrix product of the points as they are. */
  readonly isProduct: boolean;
  /** The reduced distance that belongs to the radius. */
  readonly limit: number;
  readonly layout: Layout;
}

/** The order of memory of the rows as they came: that of frames is column after column. */
export type Layout = 'rows' | 'columns' | 'unknown';

/**
 * Gives back the reduced distance that was measured for a row and a point, or the library's own
 * bits of it where it is so near to the radius, or to no distance at all, that they count;
 * undefined where those are not known.
 */
export type Settler = (reduced: number, row: number, point: number) => number | undefined;

/** OpenBLAS adds up squared lengths in lanes from 16 features on, which depend on the processor. */
export const laneCount = 16;

/** How distances near to the radius become sure. Rows of small integers are never rounded. */
export function settlerOf(index: NeighborIndex, matrix: Matrix, comparison: Comparison): Settler {
  if (isExact(index, matrix, comparison.isProduct)) return (reduced) => reduced;
  if (comparison.isProduct) return productSettler(index, matrix, comparison);
  if (index.metric.name === 'nan_euclidean') return nanSettler(index, matrix, comparison);
  const { limit } = comparison;
  // What is left of a product of points of length 1 has lost the digits of that.
  const scale = index.metric.name === 'cosine' || index.metric.name === 'correlation' ? 1 : 0;
  const slack = slackOf(index.columnCount) * Math.max(limit, scale);
  return (reduced) => (Math.abs(reduced - limit) <= slack ? undefined : reduced);
}

function productSettler(index: NeighborIndex, matrix: Matrix, comparison: Comparison): Settler {
  const { columnCount, points, norms = points } = index;
  const { keepsHeap, limit } = comparison;
  const squares = squaresOf(index, matrix, comparison);
  const isKnown = !keepsHeap || columnCount < laneCount;
  const slack = slackOf(columnCount);
  return (reduced, row, point) => {
    // No number on the way is larger than these together.
    const bound = slack * (6 * Number(norms[point]) + 4 * reduced + limit);
    const isNear = Math.abs(reduced - limit) <= bound;
    if (!isNear && reduced > bound) return reduced;
    if (!isKnown) return isNear ? undefined : reduced;
    const [square = reduced, other = square] = squares.map((own) => own(row, point));
    // Both must say the same of the radius.
    return square <= limit === other <= limit ? square : undefined;
  };
}

type SquareOf = (row: number, point: number) => number;

/** The library's own squares: two where the order of memory is not known that it adds up in. */
function squaresOf(
  { columnCount, points, brute }: NeighborIndex,
  { values, rowCount }: Matrix,
  { keepsHeap, layout }: Comparison,
): readonly SquareOf[] {
  const pair = { a: values, b: points, count: columnCount };
  const squareBy = (ofPoint: NormFunction, ofQuery = ofPoint): SquareOf => {
    const square = squareOfProduct(ofQuery, ofPoint);
    return (row, point) => square(pair, row * columnCount, point * columnCount);
  };
  if (keepsHeap) return [squareBy(fusedNorm)];
  const byRows = squareBy(einsumNorm);
  if (!brute.keepsOrder || layout === 'rows' || rowCount === 1) return [byRows];
  const byColumns = squareBy(einsumNorm, normInTurn);
  return layout === 'columns' ? [byColumns] : [byRows, byColumns];
}

/** nan_euclidean_distances: the product of what is there, less what the other point misses. */
function nanSettler(index: NeighborIndex, matrix: Matrix, comparison: Comparison): Settler {
  const { columnCount, points } = index;
  const squares = squaresOf(
    { ...index, points: points.map(orZero) },
    { ...matrix, values: matrix.values.map(orZero) },
    // The rows were copied, which keeps their order.
    comparison,
  );
  const scale = columnCount * (largestOf(points) + largestOf(matrix.values)) ** 2;
  const bound = slackOf(columnCount) * Math.max(comparison.limit, scale);
  return (reduced, row, point) => {
    const isNear = Math.abs(reduced - comparison.limit) <= bound;
    if (!isNear && !(reduced <= bound)) return reduced;
    const [square = reduced, other = square] = squares.map((own) =>
      withoutMissing(index, matrix, { row, point, square: own(row, point) }),
    );
    const { limit } = comparison;
    return square <= limit === other <= limit ? square : undefined;
  };
}

function withoutMissing(
  { columnCount, points }: NeighborIndex,
  { values }: Matrix,
  { row, point, square }: { readonly row: number; readonly point: number; readonly square: number },
): number {
  let ofRow = 0;
  let ofPoint = 0;
  let present = 0;
  for (let at = 0; at < columnCount; at += 1) {
    const a = Number(values[row * columnCount + at]);
    const b = Number(points[point * columnCount + at]);
    if (Number.isNaN(b)) ofRow += orZero(a) ** 2;
    if (Number.isNaN(a)) ofPoint += orZero(b) ** 2;
    if (!Number.isNaN(a) && !Number.isNaN(b)) present += 1;
  }
  return (Math.max(0, square - ofRow - ofPoint) / present) * columnCount;
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}

/** Metrics whose last bits depend on the library: products and sines, besides powers. */
const roundedMetrics: ReadonlySet<string> = new Set([
  'cosine',
  'correlation',
  'nan_euclidean',
  'mahalanobis',
  'haversine',
]);

/** Whether the last bits of a metric depend on the library. */
function isRounded(metric: Metric): boolean {
  const hasPower = 'power' in metric && metric.power !== 1 && metric.power !== 2;
  return hasPower || roundedMetrics.has(metric.name);
}

/** Whether reduced distances have the library's own bits, whatever adds them up. */
export function isExact(index: NeighborIndex, matrix: Matrix, isProduct: boolean): boolean {
  if (!isProduct && !isRounded(index.metric)) return true;
  const areIntegers = areSmallIntegers(index.points) && areSmallIntegers(matrix.values);
  return areIntegers && isExactForIntegers(index.metric);
}

function isExactForIntegers(metric: Metric): boolean {
  // The cubes of 13 bits, and the sum of many of them, are exact.
  if (metric.name === 'minkowski') return metric.power === 3 && !metric.weights;
  return ['euclidean', 'sqeuclidean', 'nan_euclidean'].includes(metric.name);
}

/** The largest size of the numbers that are there. */
export function largestOf(values: Float64Array | Float32Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value) || 0);
  return largest;
}

/** How far a sum of so many products may be from what it would be without rounding. */
export function slackOf(columnCount: number): number {
  return 4 * (columnCount + 2) * Number.EPSILON;
}

/** True also of missing values. */
function areSmallIntegers(values: Float64Array | Float32Array): boolean {
  return values.every(
    (value) => Number.isNaN(value) || (Number.isInteger(value) && Math.abs(value) < 2 ** 12),
  );
}
