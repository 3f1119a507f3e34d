import { pairwiseSum, squaredNorms } from '../../../evaluate/numpy-math.ts';
import { type BooleanMetric, booleanDistance, isBooleanMetric } from './boolean-metric.ts';
import type { PairFunction } from './point-pair.ts';

/** How far two points are from one another. */
export type Metric =
  | { readonly name: PlainMetric }
  | { readonly name: 'minkowski'; readonly power: number; readonly weights?: Float64Array }
  | { readonly name: 'wminkowski'; readonly power: number; readonly weights: Float64Array }
  | { readonly name: 'seuclidean'; readonly variances: Float64Array }
  | { readonly name: 'mahalanobis'; readonly inverse: Float64Array };

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
  | 'nan_euclidean'
  | 'correlation'
  | BooleanMetric;

/**
 * The reduced distance, which sorts points as the distance does and is cheaper: its square for the
 * Euclidean one, the power for Minkowski's (rdist of sklearn.metrics.DistanceMetric).
 */
export function reducedDistance(metric: Metric): PairFunction {
  if (metric.name === 'minkowski') return minkowski(metric.power, metric.weights);
  if (metric.name === 'wminkowski') return scaledMinkowski(metric.power, metric.weights);
  if (metric.name === 'seuclidean') return standardised(metric.variances);
  if (metric.name === 'mahalanobis') return mahalanobis(metric.inverse);
  return isBooleanMetric(metric.name) ? booleanDistance(metric.name) : plain[metric.name];
}

/** The same as scipy's cdist has it: of numbers below or at zero Bray and Curtis say something else. */
export function scipyDistance(metric: Metric): PairFunction {
  return metric.name === 'braycurtis'
    ? brayCurtis({ size: (x, y) => Math.abs(x + y), ofZeros: Number.NaN })
    : reducedDistance(metric);
}

/** The distance that belongs to a reduced one. */
export function toDistance(metric: Metric, reduced: number): number {
  if (isSquared(metric)) return Math.sqrt(reduced);
  if ('power' in metric) return reduced ** (1 / metric.power);
  return metric.name === 'haversine' ? 2 * Math.asin(Math.sqrt(reduced)) : reduced;
}

/** The reduced distance that belongs to a distance. */
export function toReduced(metric: Metric, distance: number): number {
  if (isSquared(metric)) return distance * distance;
  if ('power' in metric) return distance ** metric.power;
  return metric.name === 'haversine' ? Math.sin(0.5 * distance) ** 2 : distance;
}

/** Whether the reduced distance is the square. */
function isSquared({ name }: Metric): boolean {
  return (
    name === 'euclidean' ||
    name === 'seuclidean' ||
    name === 'mahalanobis' ||
    name === 'nan_euclidean'
  );
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

/** What scikit-learn before 1.3 called wminkowski: the differences are scaled before the power. */
function scaledMinkowski(power: number, weights: Float64Array): PairFunction {
  return ({ a, b, count }, aStart, bStart) => {
    let sum = 0;
    for (let at = 0; at < count; at += 1) {
      const difference = Math.abs(Number(a[aStart + at]) - Number(b[bStart + at]));
      sum += (Number(weights[at]) * difference) ** power;
    }
    return sum;
  };
}

/** `inverse` is that of the covariances, row after row. */
function mahalanobis(inverse: Float64Array): PairFunction {
  return ({ a, b, count }, aStart, bStart) => {
    let sum = 0;
    for (let row = 0; row < count; row += 1) {
      let product = 0;
      for (let at = 0; at < count; at += 1) {
        const difference = Number(a[aStart + at]) - Number(b[bStart + at]);
        product += Number(inverse[row * count + at]) * difference;
      }
      sum += product * (Number(a[aStart + row]) - Number(b[bStart + row]));
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
function unitRows(values: ArrayLike<number>, width: number): Float64Array {
  const norms = squaredNorms(values, width);
  return Float64Array.from(values, (value, at) => {
    const norm = Number(norms[Math.floor(at / width)]);
    return norm === 0 ? value : value / Math.sqrt(norm);
  });
}

/** One minus the cosine of points that {@link centredRows} made; NaN of one that is constant. */
const correlation: PairFunction = ({ a, b, count }, aStart, bStart) => {
  let product = 0;
  let first = 0;
  let second = 0;
  for (let at = 0; at < count; at += 1) {
    const x = Number(a[aStart + at]);
    const y = Number(b[bStart + at]);
    product += x * y;
    first += x * x;
    second += y * y;
  }
  const cosineOfBoth = product / (Math.sqrt(first) * Math.sqrt(second));
  return 1 - Math.max(-1, Math.min(1, cosineOfBoth));
};

/** Rows of `width` numbers with the mean 0, as the metric correlation wants them. */
function centredRows(values: ArrayLike<number>, width: number): Float64Array {
  const means = Float64Array.from(
    { length: values.length / width },
    (_, row) => pairwiseSum(values, row * width, width) / width,
  );
  return Float64Array.from(values, (value, at) => value - Number(means[Math.floor(at / width)]));
}

/** Rows of `width` numbers as a metric compares them. */
export function preparedRows(
  metric: Metric,
  values: Float64Array | Float32Array,
  width: number,
): Float64Array | Float32Array {
  if (metric.name === 'cosine') return unitRows(values, width);
  return metric.name === 'correlation' ? centredRows(values, width) : values;
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

/** What the sum of the differences is divided by; `ofZeros` is the distance of two zeros. */
interface BrayCurtis {
  readonly size: (x: number, y: number) => number;
  readonly ofZeros: number;
}

function brayCurtis({ size, ofZeros }: BrayCurtis): PairFunction {
  return ({ a, b, count }, aStart, bStart) => {
    let differences = 0;
    let sizes = 0;
    for (let at = 0; at < count; at += 1) {
      const x = Number(a[aStart + at]);
      const y = Number(b[bStart + at]);
      differences += Math.abs(x - y);
      sizes += size(x, y);
    }
    return differences === 0 && sizes === 0 ? ofZeros : differences / sizes;
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

const plain: Readonly<Record<Exclude<PlainMetric, BooleanMetric>, PairFunction>> = {
  euclidean: squaredEuclidean,
  sqeuclidean: squaredEuclidean,
  manhattan,
  chebyshev,
  cosine,
  canberra,
  braycurtis: brayCurtis({ size: (x, y) => Math.abs(x) + Math.abs(y), ofZeros: 0 }),
  hamming,
  haversine,
  nan_euclidean: nanEuclidean,
  correlation,
};
