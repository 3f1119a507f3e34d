/**
 * `a * b + c` rounded once, as processors do it in one instruction and JavaScript does not; exact
 * for finite numbers whose product neither overflows nor underflows (S. Boldo, G. Melquiond,
 * "Emulation of FMA and correctly rounded sums", 2008: error-free product and sums, and the rest
 * added with rounding to odd).
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const productRest = restOfProduct(a, b, product);
  const low = c + productRest;
  const lowRest = restOfSum(c, productRest, low);
  const high = product + low;
  const highRest = restOfSum(product, low, high);
  return high + addToOdd(lowRest, highRest);
}

/** What is missing of `a + b` in their rounded sum (Knuth's TwoSum). */
function restOfSum(a: number, b: number, sum: number): number {
  const second = sum - a;
  return a - (sum - second) + (b - second);
}

/** What is missing of `a * b` in their rounded product (Dekker's). */
function restOfProduct(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** The upper 26 bits of a number (Veltkamp). */
function upperHalf(value: number): number {
  const scaled = 134217729 * value;
  return scaled - (scaled - value);
}

/** The sum; where it is not exact, that of the two floats around it whose last bit is set. */
function addToOdd(a: number, b: number): number {
  const sum = a + b;
  const rest = restOfSum(a, b, sum);
  if (rest === 0 || !Number.isFinite(sum)) return sum;
  const bits = new BigInt64Array(Float64Array.of(sum).buffer);
  const [pattern = 0n] = bits;
  if ((pattern & 1n) === 1n) return sum;
  // The pattern grows with the size of the number.
  const isTowardsZero = rest < 0 === sum > 0;
  bits[0] = isTowardsZero ? pattern - 1n : pattern + 1n;
  return Number(new Float64Array(bits.buffer)[0]);
}
