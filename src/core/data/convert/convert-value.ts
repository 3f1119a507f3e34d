import {
  describeValue,
  entriesOf,
  invalidInput,
  isJsonObject,
  kindOf,
  PythonFloat,
  unwrapFloat,
} from '../json/json-value.ts';
import { type IntegerRange, isWithin } from './integer-range.ts';
import { formatPythonFloat, parsePythonFloat, parsePythonInteger } from './python-text.ts';

/** Where a value stands, for messages. */
export type DescribePlace = () => string;

/** A column or tensor holds a value that its type cannot take: MLflow's BAD_REQUEST. */
export function cannotConvert(value: unknown, expected: string, place: DescribePlace) {
  return invalidInput(
    `${place()} holds ${describeValue(value)}, which is not ${expected}. Send a value that is, or leave the row out.`,
  );
}

/** Converts as NumPy does to float64: null is NaN, true is 1, a string is read as Python would. */
export function toFloat(value: unknown, place: DescribePlace): number {
  if (typeof value === 'number') return value;
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  if (value instanceof PythonFloat) return value.value;
  const parsed = typeof value === 'string' ? parsePythonFloat(value) : undefined;
  if (parsed === undefined) throw cannotConvert(value, 'a number', place);
  return parsed;
}

/**
 * Converts as NumPy does to an integer: fractions are cut off, true is 1, a string must be an
 * integer. Throws for missing and infinite values and, where pandas would wrap around, for values
 * out of range.
 */
export function toInteger(value: unknown, range: IntegerRange, place: DescribePlace): bigint {
  const integer = readInteger(value);
  if (integer === undefined) throw cannotConvert(value, `an integer (${range.name})`, place);
  if (!isWithin(integer, range)) {
    const bounds = `an integer from ${range.minimum} to ${range.maximum} (${range.name})`;
    throw cannotConvert(value, bounds, place);
  }
  return integer;
}

function readInteger(value: unknown): bigint | undefined {
  if (typeof value === 'string') return parsePythonInteger(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return BigInt(value);
  const number = unwrapFloat(value);
  return Number.isFinite(number) ? BigInt(Math.trunc(Number(number))) : undefined;
}

/** Python's truth value: everything but false, 0, null, "" and empty lists and objects. */
export function toBoolean(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isJsonObject(value)) return entriesOf(value).length > 0;
  const scalar = unwrapFloat(value);
  return Boolean(scalar) || Number.isNaN(scalar); // NaN is true in Python
}

/** Python's `str` of a scalar: `1`, `1.5`, `True`, `None`. Throws for lists and objects. */
export function toPythonText(value: unknown, place: DescribePlace): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  const kind = kindOf(value);
  if (kind === 'null') return 'None';
  if (kind === 'float') return formatPythonFloat(Number(unwrapFloat(value)));
  if (kind === 'list' || kind === 'object') throw cannotConvert(value, 'a string', place);
  return String(value);
}
