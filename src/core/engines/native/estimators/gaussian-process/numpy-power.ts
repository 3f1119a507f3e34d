/** `values ** exponent` of an array and one exponent, with the short cuts that NumPy takes. */
export function numpyPower(value: number, exponent: number): number {
  if (exponent === 2) return value * value;
  if (exponent === 0.5) return Math.sqrt(value);
  if (exponent === -1) return 1 / value;
  // In C a power of 1 is 1 whatever the exponent, also NaN.
  return value === 1 ? 1 : value ** exponent;
}
