import { fusedMultiplyAdd } from './fused-multiply-add.ts';
import type { PairFunction, PointPair } from './point-pair.ts';

/**
 * The squared Euclidean distance of two points with the rounding of the library, bit for bit:
 * x·x - 2 x·y + y·y, where x·y comes from OpenBLAS' dgemm, which multiplies and adds in one step,
 * one feature after the other. Points that stand at exactly the radius (0.3 and 0.4 from the query
 * with a radius of 0.5) are neighbours or not by the last bit of it. The squared lengths are
 * {@link fusedNorm} where scikit-learn reduces distances by itself, else {@link einsumNorm}, or
 * {@link normInTurn}. Processors without fused instructions would round otherwise.
 */
export function squareOfProduct(normOfA: NormFunction, normOfB = normOfA): PairFunction {
  return (pair, aStart, bStart) => {
    const { a, b, count } = pair;
    let product = 0;
    for (let at = 0; at < count; at += 1) {
      product = fusedMultiplyAdd(Number(a[aStart + at]), Number(b[bStart + at]), product);
    }
    const square = normOfA(a, aStart, count) - 2 * product + normOfB(b, bStart, count);
    return Math.max(0, square);
  };
}

/** The squared length of the point of `count` numbers that begins at `start`. */
export type NormFunction = (values: PointPair['a'], start: number, count: number) => number;

/**
 * cblas_ddot of a point with itself (_sqeuclidean_row_norms of pairwise_distances_reduction).
 * Below 16 features: from there on the order depends on the processor.
 */
export const fusedNorm: NormFunction = (values, start, count) => {
  let sum = 0;
  for (let at = start; at < start + count; at += 1) {
    sum = fusedMultiplyAdd(Number(values[at]), Number(values[at]), sum);
  }
  return sum;
};

/**
 * np.einsum('ij,ij->i') of a point with itself (sklearn.utils.extmath.row_norms): two lanes, and
 * of every eight numbers the last pair first (einsum_sumprod.c.src).
 */
export const einsumNorm: NormFunction = (values, start, count) => {
  const lanes: [number, number] = [0, 0];
  const add = (at: number): void => {
    const first = Number(values[start + at]);
    lanes[0] += first * first;
    if (at + 1 >= count) return;
    const second = Number(values[start + at + 1]);
    lanes[1] += second * second;
  };
  const whole = count - (count % 8);
  for (let block = 0; block < whole; block += 8) {
    for (const pair of [6, 4, 2, 0]) add(block + pair);
  }
  for (let at = whole; at < count; at += 2) add(at);
  return lanes[0] + lanes[1];
};

/** The same of an array whose columns stand behind one another, which is added up in turn. */
export const normInTurn: NormFunction = (values, start, count) => {
  let sum = 0;
  for (let at = start; at < start + count; at += 1) sum += Number(values[at]) * Number(values[at]);
  return sum;
};
