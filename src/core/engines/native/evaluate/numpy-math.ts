/**
 * The sum of `count` numbers in the order in which NumPy adds a row up, so that the last bit is
 * the same: in turn below eight, else in eight lanes, and in halves beyond 128
 * (pairwise_sum in numpy/_core/src/umath/loops_utils.h.src).
 */
export function pairwiseSum(values: ArrayLike<number>, start: number, count: number): number {
  if (count < 8) {
    let sum = 0;
    for (let at = start; at < start + count; at += 1) sum += Number(values[at]);
    return sum;
  }
  if (count > 128) {
    const half = Math.floor(count / 2);
    const first = half - (half % 8);
    return pairwiseSum(values, start, first) + pairwiseSum(values, start + first, count - first);
  }
  const lanes = Array.from({ length: 8 }, (_, lane) => Number(values[start + lane]));
  const whole = count - (count % 8);
  for (let at = 8; at < whole; at += 1) {
    lanes[at % 8] = Number(lanes[at % 8]) + Number(values[start + at]);
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = lanes;
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (let at = whole; at < count; at += 1) sum += Number(values[start + at]);
  return sum;
}

/** The place of the largest number in a row; as in NumPy the first of equals, and NaN is larger. */
export function argMax(values: ArrayLike<number>, start: number, count: number): number {
  let best = 0;
  let largest = Number(values[start]);
  for (let at = 1; at < count && !Number.isNaN(largest); at += 1) {
    const value = Number(values[start + at]);
    if (value > largest || Number.isNaN(value)) {
      best = at;
      largest = value;
    }
  }
  return best;
}

/** {@link argMax} of every row of `width` numbers. */
export function argMaxOfRows(values: ArrayLike<number>, width: number): Int32Array {
  const places = new Int32Array(values.length / width);
  for (let row = 0; row < places.length; row += 1) places[row] = argMax(values, row * width, width);
  return places;
}

/** The sum of the squares of every row of `width` numbers, added up in turn. */
export function squaredNorms(values: ArrayLike<number>, width: number): Float64Array {
  const norms = new Float64Array(values.length / width);
  for (let at = 0, row = 0; row < norms.length; row += 1) {
    let sum = 0;
    for (const end = at + width; at < end; at += 1) sum += Number(values[at]) * Number(values[at]);
    norms[row] = sum;
  }
  return norms;
}

/** 1 for every number above the threshold, else 0. */
export function areAbove(values: ArrayLike<number>, threshold: number): Int32Array {
  const places = new Int32Array(values.length);
  for (let at = 0; at < places.length; at += 1) places[at] = Number(values[at]) > threshold ? 1 : 0;
  return places;
}

/** sklearn.utils.extmath.softmax on one row, in place. */
export function softmaxRow(values: Float64Array, start: number, count: number): void {
  const largest = Number(values[start + argMax(values, start, count)]);
  for (let at = start; at < start + count; at += 1) {
    values[at] = Math.exp(Number(values[at]) - largest);
  }
  const sum = pairwiseSum(values, start, count);
  for (let at = start; at < start + count; at += 1) values[at] = Number(values[at]) / sum;
}

/** scipy.special.expit. */
export function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
