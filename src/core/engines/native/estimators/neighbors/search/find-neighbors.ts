import type { Matrix } from '../../../rows/matrix.ts';
import { argPartition } from '../../../evaluate/arg-partition.ts';
import { type BruteDistances, bruteDistances } from '../metrics/brute-distances.ts';
import { toDistance } from '../metrics/metric.ts';
import { NeighborHeap } from './neighbor-heap.ts';
import type { NeighborIndex } from '../plans.ts';
import { TreeSearch } from './search-tree.ts';
import { isExact } from './settle-near-radius.ts';
import { isTiedInTree, tieSettlerOf } from './settle-ties.ts';

/** The nearest points of one row, the nearest first; both arrays are used again for the next row. */
export interface Found {
  readonly points: Int32Array;
  readonly distances: Float64Array;
}

/** What is looked for. */
export interface Search {
  readonly count: number;
  /** True for rows of integers, which brute force does not look up in a heap. */
  readonly isInteger: boolean;
  /**
   * Called before a row whose neighbors are not sure, as others are as far as the last of them;
   * it may throw. Without it they are those that NumPy keeps without vector instructions.
   */
  readonly onTie?: (row: number) => void;
  /** Called for every row. */
  readonly visit: (row: number, found: Found) => void;
}

/** Finds the nearest points of every row (KNeighborsMixin.kneighbors). */
export function eachNeighborhood(index: NeighborIndex, matrix: Matrix, search: Search): void {
  const heap = new NeighborHeap(search.count);
  const find = finderOf(index, matrix, { ...search, heap });
  for (let row = 0; row < matrix.rowCount; row += 1) {
    heap.clear();
    find(row);
    heap.sort();
    search.visit(row, heap);
  }
}

type Finder = (row: number) => void;

function finderOf(
  index: NeighborIndex,
  matrix: Matrix,
  search: Search & { readonly heap: NeighborHeap },
): Finder {
  const { heap } = search;
  const { columnCount, metric } = index;
  const { tree } = index;
  const withDistances = (find: Finder): Finder => {
    return (row) => {
      find(row);
      const { distances } = heap;
      for (let at = 0; at < distances.length; at += 1) {
        distances[at] = toDistance(metric, Number(distances[at]));
      }
    };
  };
  if (tree) {
    const inTree = new TreeSearch({ ...index, tree }, matrix.values, heap);
    const checkTies = treeTieCheck(index, matrix, search);
    return withDistances((row) => {
      checkTies?.(row);
      inTree.find(row * columnCount);
    });
  }
  const brute = bruteDistances(index, matrix, search.isInteger);
  const ties = search.onTie && tieSettlerOf(index, matrix, brute);
  const buffer = new Float64Array(index.pointCount);
  const fill = (): void => {
    heap.clear();
    for (let point = 0; point < buffer.length; point += 1) heap.push(Number(buffer[point]), point);
  };
  if (brute.keepsHeap) {
    return withDistances((row) => {
      brute.measure(row, buffer);
      fill();
      if (!ties?.isTied(buffer, heap.largest, search.count)) return;
      if (!ties.rewrite) return search.onTie?.(row);
      ties.rewrite(row, buffer);
      fill();
    });
  }
  const sortOut = sorterOf(index, brute, { heap, count: search.count });
  return (row) => {
    brute.measure(row, buffer);
    const measured = ties && Float64Array.from(buffer);
    const chosen = sortOut(buffer);
    if (!measured || !ties) return;
    const limit = chosen.reduce((most, point) => Math.max(most, Number(measured[point])), 0);
    if (ties.isTied(measured, limit, search.count)) search.onTie?.(row);
  };
}

/** Looks for one more neighbor where the last bits of a metric decide which is the last. */
function treeTieCheck(
  index: NeighborIndex,
  matrix: Matrix,
  { onTie, count }: Search,
): Finder | undefined {
  const { tree, columnCount, pointCount } = index;
  if (!tree || !onTie || count >= pointCount || isExact(index, matrix, false)) return undefined;
  const heap = new NeighborHeap(count + 1);
  const inTree = new TreeSearch({ ...index, tree }, matrix.values, heap);
  return (row) => {
    heap.clear();
    inTree.find(row * columnCount);
    heap.sort();
    if (isTiedInTree(heap.distances, columnCount)) onTie(row);
  };
}

/** Puts the nearest points into the heap as np.argpartition finds them, and gives them back. */
function sorterOf(
  { metric }: NeighborIndex,
  { isProduct, isNarrow }: BruteDistances,
  { heap, count }: { readonly heap: NeighborHeap; readonly count: number },
): (reduced: Float64Array) => Int32Array {
  const round = isNarrow ? Math.fround : (value: number) => value;
  return (buffer) => {
    for (let point = 0; point < buffer.length; point += 1) {
      const reduced = Number(buffer[point]);
      buffer[point] = round(isProduct ? reduced : toDistance(metric, reduced));
    }
    const chosen = argPartition(buffer, count);
    chosen.forEach((point, at) => {
      const distance = isProduct ? Math.sqrt(Number(buffer[point])) : Number(buffer[point]);
      heap.points[at] = point;
      heap.distances[at] = round(distance);
    });
    return chosen;
  };
}
