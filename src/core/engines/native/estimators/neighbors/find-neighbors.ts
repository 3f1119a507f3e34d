import type { Matrix } from '../../rows/matrix.ts';
import { argPartition } from '../../evaluate/arg-partition.ts';
import { bruteDistances } from './brute-distances.ts';
import { toDistance } from './metric.ts';
import { NeighborHeap } from './neighbor-heap.ts';
import type { NeighborIndex } from './plans.ts';
import { TreeSearch } from './search-tree.ts';

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
    return withDistances((row) => inTree.find(row * columnCount));
  }
  const { measure, keepsHeap, isProduct, isNarrow } = bruteDistances(
    index,
    matrix,
    search.isInteger,
  );
  const buffer = new Float64Array(index.pointCount);
  if (keepsHeap) {
    return withDistances((row) => {
      measure(row, buffer);
      for (let point = 0; point < buffer.length; point += 1)
        heap.push(Number(buffer[point]), point);
    });
  }
  return (row) => {
    measure(row, buffer);
    for (let point = 0; point < buffer.length; point += 1) {
      const reduced = Number(buffer[point]);
      const distance = isProduct ? reduced : toDistance(metric, reduced);
      buffer[point] = isNarrow ? Math.fround(distance) : distance;
    }
    argPartition(buffer, search.count).forEach((point, at) => {
      const distance = isProduct ? Math.sqrt(Number(buffer[point])) : Number(buffer[point]);
      heap.points[at] = point;
      heap.distances[at] = isNarrow ? Math.fround(distance) : distance;
    });
  };
}
