/** Copies numbers into shared memory, so that all threads read one copy. */
export function sharedFloats(values: ArrayLike<number>): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.length * 8));
  copy.set(values);
  return copy;
}

/** Copies 32-bit integers into shared memory. */
export function sharedIntegers(values: ArrayLike<number>): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(values.length * 4));
  copy.set(values);
  return copy;
}

/** Copies bytes into shared memory. */
export function sharedBytes(values: ArrayLike<number>): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(values.length));
  copy.set(values);
  return copy;
}
