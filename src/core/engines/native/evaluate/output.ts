import type { Tensor, TensorDtype } from '../../../data/tensor.ts';

/** A tensor of floats; float32 where scikit-learn would have computed in float32. */
export function floatTensor(
  values: Float64Array<ArrayBuffer>,
  shape: readonly number[],
  isFloat32 = false,
): Tensor {
  return isFloat32
    ? { kind: 'tensor', dtype: 'float32', shape, values: Float32Array.from(values) }
    : { kind: 'tensor', dtype: 'float64', shape, values };
}

/** The natural logarithm of every number, in place; of zero it is -Infinity. */
export function logOf(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  for (let at = 0; at < values.length; at += 1) values[at] = Math.log(Number(values[at]));
  return values;
}

/** The labels at the given places, in the labels' own dtype. */
export function takeLabels(labels: Tensor, indices: Int32Array): Tensor {
  const shape = [indices.length];
  if (labels.dtype === 'object') {
    const { values } = labels;
    return {
      kind: 'tensor',
      dtype: 'object',
      shape,
      values: Array.from(indices, (at) => values[at]),
    };
  }
  const taken = emptyTensor(labels.dtype, shape);
  // Both arrays are of the type that `dtype` names, be it of numbers or of bigints.
  const source = labels.values as unknown as ArrayLike<number>;
  const target = taken.values as unknown as Record<number, number | undefined>;
  for (let at = 0; at < indices.length; at += 1) target[at] = source[Number(indices[at])];
  return taken;
}

/** Puts answers for consecutive rows behind one another; all have the same dtype and columns. */
export function concatenateRows(tensors: readonly Tensor[]): Tensor | undefined {
  const [first] = tensors;
  if (!first || tensors.length === 1) return first;
  const rows = tensors.reduce((sum, tensor) => sum + (tensor.shape[0] ?? 0), 0);
  const shape = [rows, ...first.shape.slice(1)];
  if (first.dtype === 'object') {
    const values = tensors.flatMap((tensor) => Array.from<unknown>(tensor.values));
    return { kind: 'tensor', dtype: 'object', shape, values };
  }
  const joined = emptyTensor(first.dtype, shape);
  // All arrays are of the type that `dtype` names.
  const target = joined.values as Float64Array;
  let at = 0;
  for (const tensor of tensors) {
    target.set(tensor.values as Float64Array, at);
    at += tensor.values.length;
  }
  return joined;
}

function emptyTensor(dtype: Exclude<TensorDtype, 'object'>, shape: readonly number[]): Tensor {
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
