import type { Tensor } from '../../../data/tensor.ts';

/** Writes numbers and bigints into the values of a tensor; integers must be whole and fit. */
export function numberWriter(
  values: Exclude<Tensor, { readonly dtype: 'object' }>['values'],
): (at: number, value: unknown) => void {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    return (at, value) => (values[at] = typeof value === 'bigint' ? value : BigInt(Number(value)));
  }
  return (at, value) => (values[at] = Number(value));
}
