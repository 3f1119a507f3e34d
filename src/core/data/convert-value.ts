import { describeValue, invalidInput, kindOf, PythonFloat } from './json-value.ts';
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

/** The bounds of an integer type, both included. */
export interface IntegerRange {
  readonly name: string;
  readonly minimum: bigint;
  readonly maximum: bigint;
}

/** The range of a signed or unsigned integer type. */
export function integerRange(bits: number, isSigned = true): IntegerRange {
  const size = 2n ** BigInt(bits);
  return {
    name: `${isSigned ? '' : 'u'}int${bits}`,
    minimum: isSigned ? -size / 2n : 0n,
    maximum: isSigned ? size / 2n - 1n : size - 1n,
  };
}

/**
 * Converts as NumPy does to an integer: fractions are cut off, true is 1, a string must be an
 * integer. Throws for missing and infinite values and, where pandas would wrap around, for values
 * out of range.
 */
export function toInteger(value: unknown, range: IntegerRange, place: DescribePlace): bigint {
  const integer = readInteger(value);
  if (integer === undefined) throw cannotConvert(value, `an integer (${range.name})`, place);
  if (integer < range.minimum || integer > range.maximum) {
    const bounds = `an integer from ${range.minimum} to ${range.maximum} (${range.name})`;
    throw cannotConvert(value, bounds, place);
  }
  return integer;
}

function readInteger(value: unknown): bigint | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined;
    case 'boolean':
    case 'bigint':
      return BigInt(value);
    case 'string':
      return parsePythonInteger(value);
    default:
      return value instanceof PythonFloat ? BigInt(value.value) : undefined;
  }
}

/** Python's truth value: everything but false, 0, null, "" and empty lists and objects. */
export function toBoolean(value: unknown): boolean {
  switch (kindOf(value)) {
    case 'list':
      return (value as readonly unknown[]).length > 0; // kindOf has looked
    case 'object':
      return value instanceof Map ? value.size > 0 : Object.keys(value as object).length > 0;
    case 'float':
      return (value instanceof PythonFloat ? value.value : value) !== 0; // NaN is true
    default:
      return Boolean(value);
  }
}

/** Python's `str` of a scalar: `1`, `1.5`, `True`, `None`. Throws for lists and objects. */
export function toPythonText(value: unknown, place: DescribePlace): string {
  switch (kindOf(value)) {
    case 'string':
    case 'int':
      return String(value);
    case 'float':
      return formatPythonFloat(value instanceof PythonFloat ? value.value : Number(value));
    case 'bool':
      return value === true ? 'True' : 'False';
    case 'null':
      return 'None';
    default:
      throw cannotConvert(value, 'a string', place);
  }
}
