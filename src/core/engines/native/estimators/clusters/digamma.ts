/**
 * The derivative of the logarithm of the gamma function (scipy.special.digamma) for numbers above
 * zero: moved up by its recurrence until the asymptotic series has all digits.
 */
export function digamma(value: number): number {
  if (!(value > 0)) return Number.NaN;
  let shift = 0;
  let x = value;
  while (x < 10) {
    shift += 1 / x;
    x += 1;
  }
  const square = 1 / (x * x);
  // Bernoulli numbers over twice their index.
  const terms = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12];
  const series = terms.reduceRight((sum, term) => square * (term + sum), 0);
  return Math.log(x) - 0.5 / x - series - shift;
}
