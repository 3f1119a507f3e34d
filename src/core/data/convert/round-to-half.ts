/** Halves from here on are infinite: the middle between the largest, 65504, and what would follow. */
const infiniteFrom = 65520;
/** The exponent of the smallest normal half; below it the steps stay as they are. */
const smallestExponent = -14;
const fractionBits = 10;
/** Added and taken off again, it rounds a number below 2^51 to an integer, ties to even. */
const rounder = 1.5 * 2 ** 52;

/**
 * The half-precision number (IEEE 754 binary16) nearest to a number, ties to even, as
 * npy_double_to_half of NumPy has it.
 */
export function roundToHalf(value: number): number {
  const size = Math.abs(value);
  if (size >= infiniteFrom) return Math.sign(value) * Number.POSITIVE_INFINITY;
  if (!(size > 0)) return value; // zeros and NaN
  const step = 2 ** (Math.max(exponentOf(size), smallestExponent) - fractionBits);
  const rounded = (value / step + rounder - rounder) * step;
  return rounded === 0 ? value * 0 : rounded; // a zero keeps its sign
}

function exponentOf(size: number): number {
  const exponent = Math.floor(Math.log2(size)); // may be off by one beside a power of two
  if (2 ** exponent > size) return exponent - 1;
  return 2 ** (exponent + 1) <= size ? exponent + 1 : exponent;
}
