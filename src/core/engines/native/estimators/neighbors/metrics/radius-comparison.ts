import type { BruteDistances } from './brute-distances.ts';
import { toDistance, toReduced } from './metric.ts';
import type { NeighborIndex } from '../plans.ts';

/** How brute force compares what it measured with a radius. */
export interface RadiusComparison {
  /** What is compared with the limit, of a reduced distance. */
  readonly compared: (reduced: number) => number;
  readonly limit: number;
  /** The distance that scikit-learn hands on, of a reduced one. */
  readonly distance: (reduced: number) => number;
}

/**
 * Reduced distances are compared where scikit-learn reduces them by itself, squares for the metric
 * "euclidean", and distances else, also for "l2".
 */
export function radiusComparison(
  index: NeighborIndex,
  radius: number,
  { keepsHeap, isProduct, isNarrow }: BruteDistances,
): RadiusComparison {
  const { metric, isFloat32 } = index;
  if (keepsHeap && isFloat32 && metric.name !== 'sqeuclidean')
    return narrowComparison(index, radius);
  const round = isNarrow ? Math.fround : (value: number) => value;
  const isSquare = isProduct && index.brute.isSquare;
  const distance = (reduced: number): number => round(toDistance(metric, round(reduced)));
  if (keepsHeap || isSquare) {
    return { compared: round, limit: round(toReduced(metric, radius)), distance };
  }
  const compared = (reduced: number): number => round(toDistance(metric, reduced));
  return { compared, limit: round(radius), distance: compared };
}

/** DistanceMetric32: it takes numbers in float32, and gives them back so since 1.4. */
function narrowComparison({ metric, brute }: NeighborIndex, radius: number): RadiusComparison {
  const round = brute.isNarrow ? Math.fround : (value: number) => value;
  const reduced = toReduced(metric, Math.fround(radius));
  // The square of a float32 is one; powers are taken in float64.
  const limit = 'power' in metric ? round(reduced) : Math.fround(reduced);
  return {
    compared: brute.isProduct ? (value) => value : round,
    limit,
    distance: (value) => round(toDistance(metric, Math.fround(value))),
  };
}
