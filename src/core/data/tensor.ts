/** The values of a tensor, in C (row-major) order; the NumPy dtype is given by `dtype`. */
export type TensorValues =
  | { readonly dtype: 'float64'; readonly values: Float64Array }
  | { readonly dtype: 'float32'; readonly values: Float32Array }
  | { readonly dtype: 'int64'; readonly values: BigInt64Array }
  | { readonly dtype: 'uint64'; readonly values: BigUint64Array }
  | { readonly dtype: 'int32'; readonly values: Int32Array }
  | { readonly dtype: 'uint32'; readonly values: Uint32Array }
  | { readonly dtype: 'int16'; readonly values: Int16Array }
  | { readonly dtype: 'uint16'; readonly values: Uint16Array }
  | { readonly dtype: 'int8'; readonly values: Int8Array }
  | { readonly dtype: 'uint8'; readonly values: Uint8Array }
  | { readonly dtype: 'bool'; readonly values: Uint8Array }
  | {
      readonly dtype: 'object';
      readonly values: readonly unknown[];
      /** True where nothing but texts are objects too; else NumPy has a string dtype for them. */
      readonly keepsObjects?: true;
    };

/** The NumPy dtype of a {@link Tensor}; `object` also stands for NumPy's string dtypes. */
export type TensorDtype = TensorValues['dtype'];

/** An n-dimensional array: `values.length` is the product of `shape`. */
export type Tensor = TensorValues & {
  readonly kind: 'tensor';
  readonly shape: readonly number[];
};

/** Several tensors by name, as a request with `inputs: {a: …, b: …}` gives them. */
export interface NamedTensors {
  readonly kind: 'tensors';
  readonly tensors: ReadonlyMap<string, Tensor>;
}
