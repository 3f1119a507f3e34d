/**
 * Adds up the products of two lists with a second sum of what each addition loses (Neumaier), so
 * that only the products themselves are rounded: the weights of a Gaussian process are large and
 * cancel one another. `start` is where the first list begins in `weights`.
 */
export function sumOfProducts(
  values: Float64Array,
  weights: ArrayLike<number>,
  start: number,
): number {
  let sum = 0;
  let lost = 0;
  for (let at = 0; at < values.length; at += 1) {
    const product = Number(values[at]) * Number(weights[start + at]);
    const next = sum + product;
    lost += Math.abs(sum) >= Math.abs(product) ? sum - next + product : product - next + sum;
    sum = next;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}
