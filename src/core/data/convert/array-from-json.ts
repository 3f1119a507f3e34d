import { MlflowError } from '../../errors.ts';
import {
  cannotConvert,
  type DescribePlace,
  toBoolean,
  toFloat,
  toInteger,
  toPythonText,
} from './convert-value.ts';
import {
  describeValue,
  invalidInput,
  type JsonKind,
  kindOf,
  unwrapFloat,
} from '../json/json-value.ts';
import {
  int32Range,
  int64Range,
  type IntegerRange,
  integerRange,
  isWithin,
  uint64Range,
} from './integer-range.ts';
import { parseDatetime } from './parse-datetime.ts';
import { roundToHalf } from './round-to-half.ts';
import type { Tensor, TensorValues } from '../tensor.ts';

/**
 * What an array is converted to: a NumPy dtype by name; undefined lets the values decide. Halves
 * (`float16`) are held as float32, which has them all.
 */
export type TargetDtype = string | undefined;

const deepest = 64; // NumPy's own limit of dimensions

/**
 * Makes an n-dimensional array of nested lists, as `numpy.array(value, dtype)` does. Throws
 * MlflowError BAD_REQUEST when the lists are ragged or a value does not convert, and
 * NOT_IMPLEMENTED for a dtype that mlinvoke does not know.
 */
export function toTensor(value: unknown, dtype: TargetDtype, subject: string): Tensor {
  const shape = findShape(value);
  const leaves: unknown[] = [];
  collect(value, { shape, subject, leaves }, 0);
  const values = convert(leaves, dtype ?? inferArrayDtype(leaves), () => subject);
  return { kind: 'tensor', shape, ...values };
}

function findShape(value: unknown): number[] {
  const shape: number[] = [];
  let inner = value;
  while (Array.isArray(inner)) {
    shape.push(inner.length);
    if (shape.length > deepest) throw invalidInput(`Lists nest more than ${deepest} levels deep.`);
    inner = inner[0] as unknown;
  }
  return shape;
}

interface Collection {
  readonly shape: readonly number[];
  readonly subject: string;
  readonly leaves: unknown[];
}

function collect(value: unknown, collection: Collection, depth: number): void {
  const { shape, subject, leaves } = collection;
  const expected = shape[depth];
  if (expected === undefined) {
    if (Array.isArray(value)) throw ragged(subject, value, 'a single value');
    leaves.push(value);
    return;
  }
  if (!Array.isArray(value) || value.length !== expected) {
    throw ragged(subject, value, `a list of ${expected}`);
  }
  for (const item of value) collect(item, collection, depth + 1);
}

function ragged(subject: string, value: unknown, expected: string): MlflowError {
  return invalidInput(
    `${subject} is ragged: it has ${describeValue(value)} where, like its neighbours, ${expected} is expected. ` +
      'All lists of one level must be of one length.',
  );
}

/** The dtype that numpy.array gives JSON values when none is asked for. */
function inferArrayDtype(leaves: readonly unknown[]): string {
  const kinds = new Set<JsonKind>();
  for (const leaf of leaves) kinds.add(kindOf(leaf));
  if (kinds.size === 0) return 'float64';
  if (kinds.has('null') || kinds.has('object')) return 'object';
  if (kinds.has('string')) return 'str';
  if (kinds.has('float')) return 'float64';
  if (kinds.has('int')) return inferIntegerDtype(leaves);
  return 'bool';
}

function inferIntegerDtype(leaves: readonly unknown[]): string {
  const large = leaves.filter((leaf) => typeof leaf === 'bigint');
  if (large.every((leaf) => isWithin(leaf, int64Range))) return 'int64';
  if (!large.every((leaf) => isWithin(leaf, int64Range) || isWithin(leaf, uint64Range))) {
    return 'object';
  }
  return leaves.every((leaf) => Number(leaf) >= 0) ? 'uint64' : 'float64';
}

function convert(leaves: readonly unknown[], dtype: string, place: DescribePlace): TensorValues {
  switch (dtype) {
    case 'float64':
      return { dtype, values: toFloats(leaves, new Float64Array(leaves.length), place) };
    case 'float32':
      return { dtype, values: toFloats(leaves, new Float32Array(leaves.length), place) };
    case 'float16': {
      const numbers = toFloats(leaves, new Float64Array(leaves.length), place);
      return { dtype: 'float32', values: Float32Array.from(numbers, roundToHalf) };
    }
    case 'int64':
      return {
        dtype,
        values: BigInt64Array.from(leaves, (leaf) => toInteger(leaf, int64Range, place)),
      };
    case 'uint64':
      return {
        dtype,
        values: BigUint64Array.from(leaves, (leaf) => toInteger(leaf, uint64Range, place)),
      };
    case 'bool':
      return { dtype, values: Uint8Array.from(leaves, (leaf) => Number(toBoolean(leaf))) };
    case 'object':
      return { dtype, values: leaves.map(unwrapFloat) };
    default:
      return convertSmallInteger(leaves, dtype, place) ?? convertText(leaves, dtype, place);
  }
}

function toFloats<T extends Float64Array | Float32Array>(
  leaves: readonly unknown[],
  target: T,
  place: DescribePlace,
): T {
  for (let index = 0; index < leaves.length; index += 1) {
    const leaf = leaves[index];
    target[index] = typeof leaf === 'number' ? leaf : toFloat(leaf, place);
  }
  return target;
}

function convertSmallInteger(
  leaves: readonly unknown[],
  dtype: string,
  place: DescribePlace,
): TensorValues | undefined {
  const numbers = (range: IntegerRange) =>
    leaves.map((leaf) => Number(toInteger(leaf, range, place)));
  switch (dtype) {
    case 'int32':
      return { dtype, values: Int32Array.from(numbers(int32Range)) };
    case 'uint32':
      return { dtype, values: Uint32Array.from(numbers(integerRange(32, false))) };
    case 'int16':
      return { dtype, values: Int16Array.from(numbers(integerRange(16))) };
    case 'uint16':
      return { dtype, values: Uint16Array.from(numbers(integerRange(16, false))) };
    case 'int8':
      return { dtype, values: Int8Array.from(numbers(integerRange(8))) };
    case 'uint8':
      return { dtype, values: Uint8Array.from(numbers(integerRange(8, false))) };
    default:
      return undefined;
  }
}

const textDtype = /^(?:str|<?U\d*)$/u;
const bytesDtype = /^(?:bytes|\|?S\d*)$/u;
const otherDtypes: ReadonlySet<string> = new Set([
  'float64',
  'float32',
  'float16',
  'int64',
  'uint64',
  'int32',
  'uint32',
  'int16',
  'uint16',
  'int8',
  'uint8',
  'bool',
  'object',
  'datetime64[ns]',
]);

/** Whether {@link toTensor} makes arrays of a NumPy dtype, by its name. */
export function isArrayDtype(dtype: string): boolean {
  return otherDtypes.has(dtype) || textDtype.test(dtype) || bytesDtype.test(dtype);
}

/** NumPy's texts and bytes are held as objects. */
function convertText(
  leaves: readonly unknown[],
  dtype: string,
  place: DescribePlace,
): TensorValues {
  if (textDtype.test(dtype)) {
    return { dtype: 'object', values: leaves.map((leaf) => toPythonText(leaf, place)) };
  }
  if (bytesDtype.test(dtype)) {
    return { dtype: 'object', values: leaves.map((leaf) => toAscii(leaf, place)) };
  }
  if (dtype === 'datetime64[ns]') {
    return { dtype: 'object', values: leaves.map((leaf) => toNanoseconds(leaf, place)) };
  }
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    `The signature asks for an array of dtype "${dtype}", which mlinvoke does not support. ` +
      'Serve the model with the python engine, or log it with float64, float32, integers, bool or strings.',
  );
}

/** NumPy takes text for bytes as it is, without base64, and only ASCII. */
function toAscii(leaf: unknown, place: DescribePlace): Uint8Array {
  const text = toPythonText(leaf, place);
  // oxlint-disable-next-line no-control-regex -- the range is what ASCII is
  if (!/^[\u0000-\u007f]*$/u.test(text)) throw cannotConvert(leaf, 'text in ASCII', place);
  const bytes = new TextEncoder().encode(text);
  return bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1); // NumPy drops zeros there
}

/** The elements of an array of moments: bigints, nanoseconds since the epoch. */
function toNanoseconds(leaf: unknown, place: DescribePlace): bigint {
  const kind = kindOf(leaf);
  if (kind === 'int' || kind === 'bool') return toInteger(leaf, int64Range, place);
  const moment = kind === 'null' ? parseDatetime('NaT') : parseDatetime(String(leaf));
  if (moment && kind !== 'float') return moment.nanoseconds;
  throw cannotConvert(leaf, 'a date or time as in 2024-05-31 or 2024-05-31T12:30:00', place);
}
