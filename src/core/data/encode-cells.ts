import { encodeBase64 } from './convert/base64.ts';
import { formatDatetime } from './convert/parse-datetime.ts';
import { formatPythonFloat } from './convert/python-text.ts';
import { entriesOf, isJsonObject, PythonFloat } from './json/json-value.ts';
import { type Column, notATime } from './table.ts';
import type { Tensor } from './tensor.ts';

/** Writes a float: {@link encodeFiniteFloat} or {@link encodeAnyFloat}. */
export type FloatEncoder = (value: number) => string;

/** The JSON of one cell, by its row or its place in a tensor. */
export type CellEncoder = (index: number) => string;

/** A float as Python spells it, always with a fraction or an exponent; null where JSON has none. */
export function encodeFiniteFloat(value: number): string {
  return Number.isFinite(value) ? formatPythonFloat(value) : 'null';
}

/** The same, but with the NaN, Infinity and -Infinity that Python's json module writes and reads. */
export function encodeAnyFloat(value: number): string {
  return Number.isFinite(value) ? formatPythonFloat(value) : String(value);
}

/** How the cells of a column are written: integers with all digits, moments as ISO 8601. */
export function columnEncoder(column: Column, encodeFloat: FloatEncoder): CellEncoder {
  const { dtype, values } = column;
  switch (dtype) {
    case 'float64':
    case 'float32':
      return (row) => encodeFloat(values[row] ?? Number.NaN);
    case 'int64':
    case 'int32':
      return (row) => String(values[row]);
    case 'boolean':
      return (row) => encodeBoolean(values[row]);
    case 'datetime64[ns]':
      return (row) => encodeDatetime(values[row] ?? notATime);
    case 'object':
      return (row) => encodeValue(values[row], encodeFloat);
  }
}

/** A tensor as nested lists. */
export function encodeTensor(tensor: Tensor, encodeFloat: FloatEncoder): string {
  const encode = elementEncoder(tensor, encodeFloat);
  let offset = 0;
  const encodeFrom = (dimension: number): string => {
    const length = tensor.shape[dimension];
    if (length === undefined) return encode(offset++);
    return `[${Array.from({ length }, () => encodeFrom(dimension + 1)).join(', ')}]`;
  };
  return encodeFrom(0);
}

function elementEncoder(tensor: Tensor, encodeFloat: FloatEncoder): CellEncoder {
  const { dtype, values } = tensor;
  if (dtype === 'float64' || dtype === 'float32') {
    return (index) => encodeFloat(values[index] ?? Number.NaN);
  }
  if (dtype === 'bool') return (index) => encodeBoolean(values[index]);
  if (dtype === 'object') return (index) => encodeValue(values[index], encodeFloat);
  return (index) => String(values[index]);
}

/** Any value that JSON can hold, bigints by their digits and bytes in base64. */
export function encodeValue(value: unknown, encodeFloat: FloatEncoder): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? String(value) : encodeFloat(value);
  }
  if (value instanceof PythonFloat) return encodeFloat(value.value);
  if (value instanceof Uint8Array) return JSON.stringify(encodeBase64(value));
  if (Array.isArray(value))
    return `[${value.map((part) => encodeValue(part, encodeFloat)).join(', ')}]`;
  if (isJsonObject(value)) {
    return encodeEntries(
      entriesOf(value).map(([name, part]) => [name, encodeValue(part, encodeFloat)]),
    );
  }
  return JSON.stringify(value) ?? 'null'; // undefined has no JSON
}

/** An object whose values are JSON already. */
export function encodeEntries(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([name, json]) => `${JSON.stringify(name)}: ${json}`).join(', ')}}`;
}

function encodeBoolean(value: number | undefined): string {
  return value === 1 ? 'true' : 'false';
}

function encodeDatetime(nanoseconds: bigint): string {
  return nanoseconds === notATime ? 'null' : `"${formatDatetime(nanoseconds)}"`;
}
