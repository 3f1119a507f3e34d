import { PythonFloat } from '../json/json-value.ts';
import { narrowInteger } from '../column-cells.ts';
import { ForeignValue } from '../foreign-value.ts';
import { notATime } from '../table.ts';
import { brokenParquet } from './parquet-error.ts';
import type { MomentUnit } from './parquet-type.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const nanosecondsPerDay = 86_400_000_000_000n;
const julianEpoch = 2_440_588n; // the day of 1970-01-01

/** The text of a value; null stays null. Throws MlflowError BAD_REQUEST when it is not UTF-8. */
export function toText(value: unknown): string | null {
  if (value === null) return null;
  try {
    return decoder.decode(value as Uint8Array); // the Parquet type of the column
  } catch {
    throw brokenParquet('a text is not valid UTF-8');
  }
}

/** An integer as Parquet stores it, read as unsigned where it is. */
export function toSigned(value: unknown, isSigned: boolean): bigint {
  const integer = BigInt(value as number | bigint); // the Parquet type of the column
  if (isSigned) return integer;
  return BigInt.asUintN(typeof value === 'bigint' ? 64 : 32, integer);
}

/** IEEE 754 half precision, little-endian. */
export function toHalf(value: unknown): number {
  const [low = 0, high = 0] = value as Uint8Array; // the Parquet type of the column
  const bits = low + high * 256;
  const sign = bits >> 15 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  return sign * 2 ** (exponent - 25) * (1024 + fraction);
}

/**
 * Nanoseconds since the epoch. Undefined where 64 bits do not hold them: before 1677 and after
 * 2262.
 */
export function toNanoseconds(value: unknown, unit: MomentUnit): bigint | undefined {
  if (value === null) return notATime;
  const stored = value as bigint; // the Parquet type of the column
  const nanoseconds = unit === 'int96' ? fromInt96(stored) : stored * unit;
  return BigInt.asIntN(64, nanoseconds) === nanoseconds ? nanoseconds : undefined;
}

/** Days of the Julian calendar above, nanoseconds of the day in the lower 64 bits. */
function fromInt96(value: bigint): bigint {
  return ((value >> 64n) - julianEpoch) * nanosecondsPerDay + BigInt.asUintN(64, value);
}

/** Nanoseconds at the start of a day, counted from the epoch. */
export function dayToNanoseconds(value: unknown): bigint | undefined {
  if (value === null) return notATime;
  const nanoseconds = BigInt(value as number) * nanosecondsPerDay; // the Parquet type
  return BigInt.asIntN(64, nanoseconds) === nanoseconds ? nanoseconds : undefined;
}

/** The day as Python's `datetime.date` writes it. */
export function toDate(value: unknown): ForeignValue | null {
  if (value === null) return null;
  const milliseconds = Number(value) * 86_400_000;
  const isDate = Math.abs(milliseconds) <= 8.64e15; // what Date can hold
  const text = isDate ? new Date(milliseconds).toISOString().slice(0, 10) : `day ${Number(value)}`;
  return new ForeignValue('date', text);
}

/** The digits of a decimal, such as `1.50`. */
export function toDecimal(value: unknown, scale: number): string | null {
  if (value === null) return null;
  const unscaled = value instanceof Uint8Array ? toBigEndian(value) : BigInt(value as number);
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function toBigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = value * 256n + BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}

/** A list's elements as JSON would have given them. */
export function toListCell(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toListCell);
  if (value instanceof Uint8Array) return toText(value);
  if (typeof value === 'bigint') return narrowInteger(value);
  return value ?? null;
}

/** As {@link toListCell}, for elements that are floats. */
export function toFloatListCell(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toFloatListCell);
  if (value === null || value === undefined) return Number.NaN;
  return Number.isInteger(value) ? new PythonFloat(Number(value)) : value;
}
