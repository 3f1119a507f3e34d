import type { Tensor, TensorDtype } from '../../../data/tensor.ts';

/** The items of a tensor at the given places, as a tensor of another shape with the same dtype. */
export function takeItems(
  source: Tensor,
  places: ArrayLike<number>,
  shape: readonly number[],
): Tensor {
  if (source.dtype === 'object') {
    const { values } = source;
    return { ...source, shape, values: Array.from(places, (at) => values[at]) };
  }
  const taken = zeroTensor(source.dtype, shape);
  // Both arrays are of the type that `dtype` names, be it of numbers or of bigints.
  const from = source.values as unknown as ArrayLike<number>;
  const target = taken.values as unknown as Record<number, number | undefined>;
  for (let at = 0; at < places.length; at += 1) target[at] = from[Number(places[at])];
  return taken;
}

/** A tensor of zeros. */
export function zeroTensor(
  dtype: Exclude<TensorDtype, 'object'>,
  shape: readonly number[],
): Exclude<Tensor, { readonly dtype: 'object' }> {
  const kind = 'tensor';
  const length = shape.reduce((product, size) => product * size, 1);
  switch (dtype) {
    case 'float64':
      return { kind, dtype, shape, values: new Float64Array(length) };
    case 'float32':
      return { kind, dtype, shape, values: new Float32Array(length) };
    case 'int64':
      return { kind, dtype, shape, values: new BigInt64Array(length) };
    case 'uint64':
      return { kind, dtype, shape, values: new BigUint64Array(length) };
    case 'int32':
      return { kind, dtype, shape, values: new Int32Array(length) };
    case 'uint32':
      return { kind, dtype, shape, values: new Uint32Array(length) };
    case 'int16':
      return { kind, dtype, shape, values: new Int16Array(length) };
    case 'uint16':
      return { kind, dtype, shape, values: new Uint16Array(length) };
    case 'int8':
      return { kind, dtype, shape, values: new Int8Array(length) };
    case 'uint8':
    case 'bool':
      return { kind, dtype, shape, values: new Uint8Array(length) };
  }
}
