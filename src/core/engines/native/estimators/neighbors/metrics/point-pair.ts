/** Two points in arrays: where each begins, and how many numbers it has. */
export interface PointPair {
  readonly a: ArrayLike<number>;
  readonly b: ArrayLike<number>;
  readonly count: number;
}

/** Computes a number from two points that begin at the given places. */
export type PairFunction = (pair: PointPair, aStart: number, bStart: number) => number;
