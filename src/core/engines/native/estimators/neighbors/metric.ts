import { squaredNorms } from '../../evaluate/numpy-math.ts';

/** How far two points are from one another. */
export type Metric =
  | { readonly name: PlainMetric }
  | { readonly name: 'minkowski'; readonly power: number; readonly weights?: Float64Array }
  | { readonly name: 'seuclidean'; readonly variances: Float64Array };

/** Metrics without parameters. */
export type PlainMetric =
  | 'euclidean'
  | 'sqeuclidean'
  | 'manhattan'
  | 'chebyshev'
  | 'cosine'
  | 'canberra'
  | 'braycurtis'
  | 'hamming'
  | 'haversine'
  | 'nan_euclidean';

/** Two points in arrays: where each begins, and how many numbers it has. */
export interface PointPair {
  readonly a: ArrayLike<number>;
  readonly b: ArrayLike<number>;
  readonly count: number;
}

/** Computes a number from two points that begin at the given places. */
export type PairFunction = (pair: PointPair, aStart: number, bStart: number) => number;

/**
 * The reduced distance, which sorts points as the distance does and is cheaper: its square for the
 * Euclidean one, the power for Minkowski's (rdist of sklearn.metrics.DistanceMetric).
 */
export function reducedDistance(metric: Metric): PairFunction {
  switch (metric.name) {
    case 'euclidean':
    case 'sqeuclidean':
      return squaredEuclidean;
    case 'manhattan':
      return manhattan;
    case 'chebyshev':
      return chebyshev;
    case 'minkowski':
      return minkowski(metric.power, metric.weights);
    case 'seuclidean':
      return standardised(metric.variances);
    case 'cosine':
      return cosine;
    case 'canberra':
      return canberra;
    case 'braycurtis':
      return brayCurtis((x, y) => Math.abs(x) + Math.abs(y));
    case 'hamming':
      return hamming;
    case 'haversine':
      return haversine;
    case 'nan_euclidean':
      return nanEuclidean;
  }
}

/** The same as scipy's cdist has it: of numbers below zero Bray and Curtis say something else. */
export function scipyDistance(metric: Metric): PairFunction {
  return metric.name === 'braycurtis'
    ? brayCurtis((x, y) => Math.abs(x + y))
    : reducedDistance(metric);
}

/** The distance that belongs to a reduced one. */
export function toDistance(metric: Metric, reduced: number): number {
  switch (metric.name) {
    case 'euclidean':
    case 'seuclidean':
    case 'nan_euclidean':
      return Math.sqrt(reduced);
    case 'minkowski':
      return reduced ** (1 / metric.power);
    case 'haversine':
      return 2 * Math.asin(Math.sqrt(reduced));
    case 'sqeuclidean':
    case 'manhattan':
    case 'chebyshev':
    case 'cosine':
    case 'canberra':
    case 'braycurtis':
    case 'hamming':
      return reduced;
  }
}

/** The reduced distance that belongs to a distance. */
export function toReduced(metric: Metric, distance: number): number {
  switch (metric.name) {
    case 'euclidean':
    case 'seuclidean':
    case 'nan_euclidean':
      return distance * distance;
    case 'minkowski':
      return distance ** metric.power;
    case 'haversine': {
      const sine = Math.sin(0.5 * distance);
      return sine * sine;
    }
    case 'sqeuclidean':
    case 'manhattan':
    case 'chebyshev':
    case 'cosine':
    case 'canberra':
    case 'braycurtis':
    case 'hamming':
      return distance;
  }
}

const squaredEuclidean: PairFunction = ({ a, b, count }, aStart, bStart) => {
  let sum = 0;
  for (let at = 0; at < count; at += 1) {
    const difference = Number(a[aStart + at]) - Number(b[bStart + at]);
    sum += difference * difference;
  }
  return sum;
};

const manhattan: PairFunction = ({ a, b, count }, aStart, bStart) => {
  let sum = 0;
  for (let at = 0; at < count; at += 1) {
    sum += Math.abs(Number(a[aStart + at]) - Number(b[bStart + at]));
  }
  return sum;
};

const chebyshev: PairFunction = ({ a, b, count }, aStart, bStart) => {
  let largest = 0;
  for (let at = 0; at < count; at += 1) {
    largest = Math.max(largest, Math.abs(Number(a[aStart + at]) - Number(b[bStart + at])));
  }
  return largest;
};

function minkowski(power: number, weights: Float64Array | undefined): PairFunction {
  return ({ a, b, count }, aStart, bStart) => {
    let sum = 0;
    for (let at = 0; at < count; at += 1) {
      const difference = Math.abs(Number(a[aStart + at]) - Number(b[bStart + at]));
      sum += (weights?.[at] ?? 1) * difference ** power;
    }
    return sum;
  };
}

function standardised(variances: Float64Array): PairFunction {
  return ({ a, b, count }, aStart, bStart) => {
    let sum = 0;
    for (let at = 0; at < count; at += 1) {
      const difference = Number(a[aStart + at]) - Number(b[bStart + at]);
      sum += (difference * difference) / Number(variances[at]);
    }
    return sum;
  };
}

/** One minus the cosine of points that {@link unitRows} made. */
const cosine: PairFunction = ({ a, b, count }, aStart, bStart) => {
  let product = 0;
  for (let at = 0; at < count; at += 1) product += Number(a[aStart + at]) * Number(b[bStart + at]);
  return Math.min(2, Math.max(0, 1 - product));
};

/** Rows of `width` numbers with the length 1, as the metric cosine wants them; zeros stay zeros. */
export function unitRows(values: ArrayLike<number>, width: number): Float64Array {
  const norms = squaredNorms(values, width);
  return Float64Array.from(values, (value, at) => {
    const norm = Number(norms[Math.floor(at / width)]);
    return norm === 0 ? value : value / Math.sqrt(norm);
  });
}

const canberra: PairFunction = ({ a, b, count }, aStart, bStart) => {
  let sum = 0;
  for (let at = 0; at < count; at += 1) {
    const x = Number(a[aStart + at]);
    const y = Number(b[bStart + at]);
    const size = Math.abs(x) + Math.abs(y);
    if (size > 0) sum += Math.abs(x - y) / size;
  }
  return sum;
};

/** What the sum of the differences is divided by. */
type BrayCurtisSize = (x: number, y: number) => number;

function brayCurtis(size: BrayCurtisSize): PairFunction {
  return ({ a, b, count }, aStart, bStart) => {
    let differences = 0;
    let sizes = 0;
    for (let at = 0; at < count; at += 1) {
      const x = Number(a[aStart + at]);
      const y = Number(b[bStart + at]);
      differences += Math.abs(x - y);
      sizes += size(x, y);
    }
    return sizes > 0 ? differences / sizes : 0;
  };
}

const hamming: PairFunction = ({ a, b, count }, aStart, bStart) => {
  let unequal = 0;
  for (let at = 0; at < count; at += 1) {
    if (Number(a[aStart + at]) !== Number(b[bStart + at])) unequal += 1;
  }
  return unequal / count;
};

/** Of latitude and longitude in radians. */
const haversine: PairFunction = ({ a, b }, aStart, bStart) => {
  const latitude = Number(a[aStart]);
  const other = Number(b[bStart]);
  const first = Math.sin(0.5 * (latitude - other));
  const second = Math.sin(0.5 * (Number(a[aStart + 1]) - Number(b[bStart + 1])));
  return first * first + Math.cos(latitude) * Math.cos(other) * second * second;
};

/** Over the numbers that both points have, scaled to all; NaN when they share none. */
const nanEuclidean: PairFunction = ({ a, b, count }, aStart, bStart) => {
  let sum = 0;
  let present = 0;
  for (let at = 0; at < count; at += 1) {
    const difference = Number(a[aStart + at]) - Number(b[bStart + at]);
    if (Number.isNaN(difference)) continue;
    sum += difference * difference;
    present += 1;
  }
  return present === 0 ? Number.NaN : (sum / present) * count;
};
