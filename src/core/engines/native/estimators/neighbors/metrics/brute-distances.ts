import type { Matrix } from '../../../rows/matrix.ts';
import { type Metric, preparedRows, reducedDistance, scipyDistance } from './metric.ts';
import type { NeighborIndex } from '../plans.ts';
import type { PairFunction, PointPair } from './point-pair.ts';

/** Writes the reduced distances of one row to all points. */
export type Measure = (row: number, target: Float64Array) => void;

/** How brute force measures: which code of scikit-learn and SciPy the library would have used. */
export interface BruteDistances {
  readonly measure: Measure;
  /** True where scikit-learn reduces distances by itself (pairwise_distances_reduction). */
  readonly keepsHeap: boolean;
  /** True where the distances are squared Euclidean ones that a matrix product made. */
  readonly isProduct: boolean;
  /** True where NumPy would hold the distances in float32. */
  readonly isNarrow: boolean;
}

/** `isInteger` is true for rows of integers, which scikit-learn does not reduce by itself. */
export function bruteDistances(
  index: NeighborIndex,
  matrix: Matrix,
  isInteger: boolean,
): BruteDistances {
  const { metric } = index;
  const isAlike = !isInteger && matrix.isFloat32 === index.isFloat32;
  const keepsHeap = index.brute.keepsHeap && isAlike;
  const isProduct = keepsHeap ? index.brute.isProduct : metric.name === 'euclidean';
  const compare = keepsHeap ? reducedDistance(metric) : scipyDistance(metric);
  const measure = isProduct
    ? productDistances(index, matrix)
    : keepsHeap && matrix.isFloat32 && comparesDifferences(metric)
      ? differenceDistances(index, matrix, compare)
      : pairDistances(index, matrix, compare);
  // Only distances by a product of two float32 matrices are kept in float32.
  const isNarrow =
    !keepsHeap && matrix.isFloat32 && index.isFloat32 && (isProduct || metric.name === 'cosine');
  return { measure, keepsHeap, isProduct, isNarrow };
}

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

/** Whether a metric sees nothing of two points but the differences of their features. */
export function comparesDifferences({ name }: Metric): boolean {
  return name !== 'canberra' && name !== 'braycurtis' && name !== 'haversine';
}

/** Of float32 points: scikit-learn's own code takes the differences in float32, and adds up wider. */
function differenceDistances(
  { columnCount, points }: NeighborIndex,
  { values }: Matrix,
  reduced: PairFunction,
): Measure {
  const differences = new Float64Array(columnCount);
  const pair = { a: differences, b: new Float64Array(columnCount), count: columnCount };
  return (row, target) => {
    for (let point = 0; point < target.length; point += 1) {
      for (let at = 0; at < columnCount; at += 1) {
        const value = Number(values[row * columnCount + at]);
        differences[at] = Math.fround(value - Number(points[point * columnCount + at]));
      }
      target[point] = reduced(pair, 0, 0);
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
