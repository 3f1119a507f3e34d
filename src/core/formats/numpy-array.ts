import { getHeapStatistics } from 'node:v8';
import { FormatError } from './format-error.ts';
import type { NumpyDtype, ScalarDtype, StructuredDtype } from './numpy-dtype.ts';
import type { PythonValue } from './python-value.ts';

/** The elements of an array in C (row-major) order, by NumPy dtype. */
type NumpyValues =
  | { readonly dtype: 'float64'; readonly values: Float64Array }
  | { readonly dtype: 'float32'; readonly values: Float32Array }
  | { readonly dtype: 'int64'; readonly values: BigInt64Array }
  | { readonly dtype: 'int32'; readonly values: Int32Array }
  | { readonly dtype: 'int16'; readonly values: Int16Array }
  | { readonly dtype: 'int8'; readonly values: Int8Array }
  | { readonly dtype: 'uint64'; readonly values: BigUint64Array }
  | { readonly dtype: 'uint32'; readonly values: Uint32Array }
  | { readonly dtype: 'uint16'; readonly values: Uint16Array }
  | { readonly dtype: 'uint8'; readonly values: Uint8Array }
  | { readonly dtype: 'bool'; readonly values: Uint8Array }
  | { readonly dtype: 'str'; readonly values: readonly string[] }
  | { readonly dtype: 'bytes'; readonly values: readonly Uint8Array[] }
  | { readonly dtype: 'void'; readonly values: readonly Uint8Array[] }
  | { readonly dtype: 'object'; readonly values: readonly PythonValue[] }
  | {
      readonly dtype: 'structured';
      readonly structure: StructuredDtype;
      readonly bytes: Uint8Array;
    };

/** A NumPy array, or with the shape [] a NumPy scalar. */
export type NumpyArray = NumpyValues & {
  readonly kind: 'array';
  readonly shape: readonly number[];
};

/** How the bytes of an array lie; `offset` is for error messages. */
export interface ArrayLayout {
  readonly dtype: NumpyDtype;
  readonly shape: readonly number[];
  readonly isFortranOrder: boolean;
  readonly offset: number;
}

/** No model has more labels or features than that, so arrays without elements have none either. */
const longestEmpty = 2 ** 24;
/** Of smaller arrays a file cannot name enough to matter. */
const smallBytes = 1024;
/** What the arrays of a model may take besides a multiple of its file. */
const freeBytes = 2 ** 31;
const copiesOfFile = 4;

/** The number of elements; throws FormatError for a shape that no array can have. */
export function elementCount(shape: readonly number[], offset: number): number {
  const count = shape.reduce((product, length) => product * length, 1);
  const longest = count === 0 ? longestEmpty : Number.MAX_SAFE_INTEGER;
  const isValid = shape.every(
    (length) => Number.isInteger(length) && length >= 0 && length <= longest,
  );
  if (!isValid || !Number.isSafeInteger(count) || shape.length > 32) {
    throw new FormatError(`no array can have the shape (${shape.join(', ')})`, offset);
  }
  return count;
}

/**
 * Copies raw bytes into a typed array in C order. Throws FormatError when their number does not
 * fit the shape, or for an array of Python objects, which has no raw bytes.
 */
export function decodeArray(bytes: Uint8Array, layout: ArrayLayout): NumpyArray {
  const { dtype, shape, offset } = layout;
  const needed = elementCount(shape, offset) * dtype.itemSize;
  if (bytes.length !== needed) {
    throw new FormatError(
      `an array of shape (${shape.join(', ')}) needs ${needed} bytes but has ${bytes.length}`,
      offset,
    );
  }
  if (needed === 0 && dtype.itemSize === 0 && !shape.includes(0)) {
    throw new FormatError('an array has elements without bytes', offset);
  }
  checkMemory(bytes, offset);
  const isTransposed = layout.isFortranOrder && shape.length > 1;
  const ordered = isTransposed ? toRowMajor(bytes, shape, dtype.itemSize) : bytes;
  if (dtype.kind === 'structured') {
    return { kind: 'array', shape, dtype: 'structured', structure: dtype, bytes: ordered };
  }
  return { kind: 'array', shape, ...decodeScalars(ordered, dtype, offset) };
}

/**
 * Refuses an array for which there is no room. Many arrays of a small file can be made of the same
 * bytes, and the memory that they take is not what a thread's limit counts.
 */
function checkMemory(bytes: Uint8Array, offset: number): void {
  if (bytes.length < smallBytes) return;
  const room = freeBytes + copiesOfFile * bytes.buffer.byteLength;
  if (getHeapStatistics().external_memory + bytes.length <= room) return;
  throw new FormatError(`the arrays together take more than ${room} bytes`, offset);
}

/** Moves whole elements from column-major to row-major order. */
function toRowMajor(bytes: Uint8Array, shape: readonly number[], itemSize: number): Uint8Array {
  const result = new Uint8Array(bytes.length);
  const index = shape.map(() => 0);
  const strides: number[] = [];
  shape.reduce((stride, length) => {
    strides.push(stride);
    return stride * length;
  }, itemSize);
  for (let target = 0; target < bytes.length; target += itemSize) {
    const source = index.reduce((sum, at, axis) => sum + at * (strides[axis] ?? 0), 0);
    result.set(bytes.subarray(source, source + itemSize), target);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (shape[axis] ?? 0)) break;
      index[axis] = 0;
    }
  }
  return result;
}

function decodeScalars(bytes: Uint8Array, dtype: ScalarDtype, offset: number): NumpyValues {
  const { name } = dtype;
  if (name === 'str') return { dtype: name, values: decodeStrings(bytes, dtype, offset) };
  if (name === 'bytes' || name === 'void') {
    return { dtype: name, values: splitBytes(bytes, dtype) };
  }
  if (name === 'object') {
    throw new FormatError('an array of Python objects has no raw bytes', offset);
  }
  return decodeNumbers(aligned(bytes, dtype), name);
}

type NumberName = Exclude<ScalarDtype['name'], 'str' | 'bytes' | 'void' | 'object'>;

function decodeNumbers(buffer: ArrayBuffer, name: NumberName): NumpyValues {
  switch (name) {
    case 'float64':
      return { dtype: name, values: new Float64Array(buffer) };
    case 'float32':
      return { dtype: name, values: new Float32Array(buffer) };
    case 'int64':
      return { dtype: name, values: new BigInt64Array(buffer) };
    case 'int32':
      return { dtype: name, values: new Int32Array(buffer) };
    case 'int16':
      return { dtype: name, values: new Int16Array(buffer) };
    case 'int8':
      return { dtype: name, values: new Int8Array(buffer) };
    case 'uint64':
      return { dtype: name, values: new BigUint64Array(buffer) };
    case 'uint32':
      return { dtype: name, values: new Uint32Array(buffer) };
    case 'uint16':
      return { dtype: name, values: new Uint16Array(buffer) };
    case 'uint8':
    case 'bool':
      return { dtype: name, values: new Uint8Array(buffer) };
  }
}

/** A copy that starts at an aligned address and is little-endian, as every machine we run on. */
function aligned(bytes: Uint8Array, dtype: ScalarDtype): ArrayBuffer {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  if (dtype.isBigEndian && dtype.itemSize > 1) {
    for (let start = 0; start < copy.length; start += dtype.itemSize) {
      copy.subarray(start, start + dtype.itemSize).reverse();
    }
  }
  return copy.buffer;
}

/** NumPy pads strings with zero characters, which are not part of them. */
function decodeStrings(bytes: Uint8Array, dtype: ScalarDtype, offset: number): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return itemStarts(bytes, dtype).map((start) => {
    const codePoints: number[] = [];
    for (let at = start; at < start + dtype.itemSize; at += 4) {
      codePoints.push(view.getUint32(at, !dtype.isBigEndian));
    }
    while (codePoints.at(-1) === 0) codePoints.pop();
    if (codePoints.some((codePoint) => codePoint > 0x10ffff)) {
      throw new FormatError('a string holds a number that is no Unicode character', offset);
    }
    return codePoints.map((codePoint) => String.fromCodePoint(codePoint)).join('');
  });
}

function splitBytes(bytes: Uint8Array, dtype: ScalarDtype): Uint8Array[] {
  return itemStarts(bytes, dtype).map((start) => bytes.slice(start, start + dtype.itemSize));
}

function itemStarts(bytes: Uint8Array, dtype: ScalarDtype): number[] {
  if (dtype.itemSize === 0) return [];
  return Array.from({ length: bytes.length / dtype.itemSize }, (_, item) => item * dtype.itemSize);
}

/** The numbers of one field of a structured array, as float64; undefined when there is none. */
export function readNumberField(array: NumpyArray, name: string): Float64Array | undefined {
  if (array.dtype !== 'structured') return undefined;
  const { structure, bytes } = array;
  const field = structure.fields.find((candidate) => candidate.name === name);
  if (!field) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = numberReader(view, field.dtype);
  if (!read) return undefined;
  const count = structure.itemSize === 0 ? 0 : bytes.length / structure.itemSize;
  const values = new Float64Array(count);
  for (let item = 0; item < count; item += 1) {
    values[item] = read(item * structure.itemSize + field.offset);
  }
  return values;
}

/** 64-bit integers beyond 2^53 lose digits here; tree indices that large are refused anyway. */
function numberReader(
  view: DataView,
  dtype: ScalarDtype,
): ((offset: number) => number) | undefined {
  const isLittle = !dtype.isBigEndian;
  const high = isLittle ? 4 : 0;
  const low = 4 - high;
  const readers: Partial<Record<ScalarDtype['name'], (offset: number) => number>> = {
    float64: (at) => view.getFloat64(at, isLittle),
    float32: (at) => view.getFloat32(at, isLittle),
    int64: (at) =>
      view.getInt32(at + high, isLittle) * 2 ** 32 + view.getUint32(at + low, isLittle),
    int32: (at) => view.getInt32(at, isLittle),
    uint32: (at) => view.getUint32(at, isLittle),
    uint8: (at) => view.getUint8(at),
    int8: (at) => view.getInt8(at),
    bool: (at) => view.getUint8(at),
  };
  return readers[dtype.name];
}
