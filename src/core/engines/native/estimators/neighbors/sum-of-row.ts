import { pairwiseSum } from '../../evaluate/numpy-math.ts';

/** What every sum is rounded by: Math.fround for float32. */
export type Rounding = (value: number) => number;

/** The rounding of float64. */
export const asItIs: Rounding = (value) => value;

/** As NumPy adds up a row, of float32 in float32. */
export function sumOfRow(values: Float64Array, round: Rounding): number {
  return round === Math.fround
    ? narrowSum(values, 0, values.length)
    : pairwiseSum(values, 0, values.length);
}

/** {@link pairwiseSum} where every sum is rounded to float32. */
function narrowSum(values: Float64Array, start: number, count: number): number {
  const add = (a: number, b: number): number => Math.fround(a + b);
  if (count > 128) {
    const half = Math.floor(count / 2);
    const first = half - (half % 8);
    return add(narrowSum(values, start, first), narrowSum(values, start + first, count - first));
  }
  const row = values.subarray(start, start + count);
  if (count < 8) return row.reduce(add, 0);
  const whole = count - (count % 8);
  const lanes = Float32Array.from(row.subarray(0, 8));
  for (let at = 8; at < whole; at += 1) lanes[at % 8] = Number(lanes[at % 8]) + Number(row[at]);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = lanes;
  const sum = add(add(add(a, b), add(c, d)), add(add(e, f), add(g, h)));
  return row.subarray(whole).reduce(add, sum);
}
