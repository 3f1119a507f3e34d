import type { Matrix } from '../../rows/matrix.ts';
import { argPartition } from '../../evaluate/arg-partition.ts';
import { preparedRows, reducedDistance, scipyDistance, toDistance } from './metric.ts';
import { NeighborHeap } from './neighbor-heap.ts';
import type { NeighborIndex } from './plans.ts';
import type { PairFunction, PointPair } from './point-pair.ts';
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
  const compare = keepsHeap ? reducedDistance(metric) : scipyDistance(metric);
  const measure = isProduct
    ? productDistances(index, matrix)
    : pairDistances(index, matrix, compare);
  const buffer = new Float64Array(index.pointCount);
  if (keepsHeap) {
    return withDistances((row) => {
      measure(row, buffer);
      for (let point = 0; point < buffer.length; point += 1)
        heap.push(Number(buffer[point]), point);
    });
  }
  // Only distances by a product of two float32 matrices are kept in float32.
  const isNarrow = matrix.isFloat32 && index.isFloat32 && (isProduct || metric.name === 'cosine');
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

/** Writes the reduced distances of one row to all points. */
type Measure = (row: number, target: Float64Array) => void;

function pairDistances(index: NeighborIndex, matrix: Matrix, reduced: PairFunction): Measure {
  const { columnCount, points } = index;
  const queries = preparedRows(index.metric, matrix.values, columnCount);
  const pair: PointPair = { a: queries, b: points, count: columnCount };
  return (row, target) => {
    for (let point = 0; point < target.length; point += 1) {
      target[point] = reduced(pair, row * columnCount, point * columnCount);
    }
  };
}

/** Squared Euclidean distances as x·x - 2 x·y + y·y, never below zero. */
function productDistances(index: NeighborIndex, matrix: Matrix): Measure {
  const { columnCount, points } = index;
  const norms = index.norms ?? new Float64Array(index.pointCount);
  const query = new Float64Array(columnCount);
  return (row, target) => {
    query.set(matrix.values.subarray(row * columnCount, (row + 1) * columnCount));
    let norm = 0;
    for (const value of query) norm += value * value;
    multiply(points, query, target);
    for (let point = 0; point < target.length; point += 1) {
      const square = norm - 2 * Number(target[point]) + Number(norms[point]);
      target[point] = Math.max(0, square);
    }
  };
}

/** The product of every point with the query; four at a time, as their sums do not wait for one another. */
function multiply(points: Float64Array, query: Float64Array, target: Float64Array): void {
  const width = query.length;
  const whole = target.length - (target.length % 4);
  for (let point = 0; point < whole; point += 4) {
    const first = point * width;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let at = 0; at < width; at += 1) {
      const value = Number(query[at]);
      const place = first + at;
      a += value * Number(points[place]);
      b += value * Number(points[place + width]);
      c += value * Number(points[place + 2 * width]);
      d += value * Number(points[place + 3 * width]);
    }
    target[point] = a;
    target[point + 1] = b;
    target[point + 2] = c;
    target[point + 3] = d;
  }
  for (let point = whole; point < target.length; point += 1) {
    let sum = 0;
    for (let at = 0; at < width; at += 1) {
      sum += Number(query[at]) * Number(points[point * width + at]);
    }
    target[point] = sum;
  }
}
