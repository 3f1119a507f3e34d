import type { Matrix } from '../../rows/matrix.ts';
import { argPartition } from './arg-partition.ts';
import { type PointPair, reducedDistance, toDistance } from './metric.ts';
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
  const isAlike = !search.isInteger && matrix.isFloat32 === index.isFloat32;
  const keepsHeap = index.brute.keepsHeap && isAlike;
  const isProduct = keepsHeap ? index.brute.isProduct : metric.name === 'euclidean';
  const measure = isProduct ? productDistances(index, matrix) : pairDistances(index, matrix);
  if (keepsHeap) {
    return withDistances((row) => {
      const distanceTo = measure(row);
      for (let point = 0; point < index.pointCount; point += 1) heap.push(distanceTo(point), point);
    });
  }
  // Only distances by a product of two float32 matrices are kept in float32.
  const isNarrow = matrix.isFloat32 && index.isFloat32 && (isProduct || metric.name === 'cosine');
  const buffer = new Float64Array(index.pointCount);
  return (row) => {
    const distanceTo = measure(row);
    for (let point = 0; point < buffer.length; point += 1) {
      const reduced = distanceTo(point);
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

type Measure = (row: number) => (point: number) => number;

function pairDistances(index: NeighborIndex, matrix: Matrix): Measure {
  const { columnCount, points } = index;
  const reduced = reducedDistance(index.metric);
  const pair: PointPair = { a: matrix.values, b: points, count: columnCount };
  return (row) => (point) => reduced(pair, row * columnCount, point * columnCount);
}

/** Squared Euclidean distances as x·x - 2 x·y + y·y, never below zero. */
function productDistances(index: NeighborIndex, matrix: Matrix): Measure {
  const { columnCount, points, norms } = index;
  const { values } = matrix;
  return (row) => {
    const start = row * columnCount;
    let norm = 0;
    for (let at = start; at < start + columnCount; at += 1) {
      norm += Number(values[at]) * Number(values[at]);
    }
    return (point) => {
      const other = point * columnCount;
      let product = 0;
      for (let at = 0; at < columnCount; at += 1) {
        product += Number(values[start + at]) * Number(points[other + at]);
      }
      return Math.max(0, norm - 2 * product + Number(norms?.[point]));
    };
  };
}
