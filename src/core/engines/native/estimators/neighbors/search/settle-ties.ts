import type { Matrix } from '../../../rows/matrix.ts';
import type { BruteDistances } from '../metrics/brute-distances.ts';
import type { NeighborIndex } from '../plans.ts';
import { isExact, laneCount, largestOf, slackOf } from './settle-near-radius.ts';
import { fusedNorm, squareOfProduct } from '../metrics/square-of-product.ts';

/** What becomes of a row by brute force when points beside the last neighbor are as near as it. */
export interface TieSettler {
  /** Whether points that are left out are as near as `limit`, the farthest of `count` neighbors. */
  readonly isTied: (reduced: Float64Array, limit: number, count: number) => boolean;
  /**
   * Writes the library's own bits of all distances of a row, as also those of near and of far points
   * decide who stays in a heap; undefined where they are not known.
   */
  readonly rewrite?: (row: number, reduced: Float64Array) => void;
}

/**
 * Which of equally far points are neighbors depends on the last bits of their distances, and where
 * NumPy sorts them out on the processor. Undefined where both are sure: scikit-learn's own code,
 * point by point in float64.
 */
export function tieSettlerOf(
  index: NeighborIndex,
  matrix: Matrix,
  { keepsHeap, isProduct }: BruteDistances,
): TieSettler | undefined {
  const { columnCount, points } = index;
  const isNarrow = matrix.isFloat32 && index.isFloat32 && !isProduct;
  if (keepsHeap && !isNarrow && isExact(index, matrix, isProduct)) return undefined;
  const slack = slackAt(index, matrix, isProduct);
  const isTied: TieSettler['isTied'] = (reduced, limit, count) => {
    let near = 0;
    for (let point = 0; point < reduced.length; point += 1) {
      if (Number(reduced[point]) <= limit + slack(point, limit)) near += 1;
    }
    return near > count;
  };
  if (!keepsHeap || !isProduct || columnCount >= laneCount) return { isTied };
  const square = squareOfProduct(fusedNorm);
  const pair = { a: matrix.values, b: points, count: columnCount };
  const rewrite: TieSettler['rewrite'] = (row, reduced) => {
    for (let point = 0; point < reduced.length; point += 1) {
      reduced[point] = square(pair, row * columnCount, point * columnCount);
    }
  };
  return { isTied, rewrite };
}

/**
 * Whether the last of `count` neighbors in a tree may be as far as the next point: `reduced` are the
 * distances of one more, the nearest first.
 */
export function isTiedInTree(reduced: Float64Array, columnCount: number): boolean {
  const [last = 0, next = Infinity] = reduced.subarray(-2);
  return next - last <= slackOf(columnCount) * next;
}

/** How far the reduced distance of a point that is near to the limit may be from the library's. */
function slackAt(
  index: NeighborIndex,
  { values, isFloat32 }: Matrix,
  isProduct: boolean,
): (point: number, limit: number) => number {
  const { metric, columnCount, points, norms = points } = index;
  // Differences and sums of float32 are off by as much.
  const narrow = isFloat32 && index.isFloat32 ? 2 ** -20 : 0;
  const wide = slackOf(columnCount);
  if (isProduct)
    return (point, limit) => wide * (6 * Number(norms[point]) + 6 * limit) + narrow * limit;
  const bounded = metric.name === 'cosine' || metric.name === 'correlation' ? 1 : 0;
  const scale =
    metric.name === 'nan_euclidean'
      ? columnCount * (largestOf(points) + largestOf(values)) ** 2
      : bounded;
  return (_, limit) => (wide + narrow) * Math.max(limit, scale);
}
