import type { ScalarType } from '../../model/signature.ts';
import { int32Range } from '../convert/integer-range.ts';
import {
  exactPowersOfTen,
  parsePandasFloat,
  parsePandasInteger,
} from '../convert/pandas-number.ts';
import type { Column } from '../table.ts';
import { isMissingText } from './csv-column.ts';

/** The cells of one column as places in bytes of UTF-8, without quotes. */
export interface CellBytes {
  readonly bytes: Buffer;
  /** Where each cell of each row begins, and where it ends. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** The column's cells are `first`, `first + width`, … */
  readonly first: number;
  readonly width: number;
  readonly rowCount: number;
}

/** A column of numbers and missing values. */
export interface CsvNumbers {
  /** NaN where the cell is missing. */
  readonly values: Float64Array;
  /** Whether all are digits of at most 15 characters, with a minus at most. */
  readonly areIntegers: boolean;
  readonly hasMissing: boolean;
  /** Whether a cell is there that pandas takes for a float and not for an integer. */
  readonly hasFloat: boolean;
}

const [minus, dot, zero] = [0x2d, 0x2e, 0x30];

/**
 * Reads a column's numbers from its bytes; undefined when a cell is neither a number nor missing.
 * The values are those of parsePandasFloat: an integer below 2^53 divided by a power of ten up to
 * 10^22 is rounded once, hence correctly (Clinger, "How to Read Floating Point Numbers
 * Accurately", 1990); others are left to Number.
 */
export function parseCsvNumbers(cells: CellBytes): CsvNumbers | undefined {
  const { bytes, starts, ends, first, width, rowCount } = cells;
  const values = new Float64Array(rowCount);
  const plain = new PlainReader(bytes);
  const others = { areThere: false, hasMissing: false, hasFloat: false };
  for (let row = 0, cell = first; row < rowCount; row += 1, cell += width) {
    const start = starts[cell] ?? 0;
    const end = ends[cell] ?? 0;
    let value: number | undefined = plain.read(start, end);
    if (Number.isNaN(value)) value = parseOther(bytes.toString('utf8', start, end), others);
    if (value === undefined) return undefined;
    values[row] = value;
  }
  return {
    values,
    areIntegers: !others.areThere && !plain.hasLong && !plain.hasPoint,
    hasMissing: others.hasMissing,
    hasFloat: others.hasFloat || plain.hasPoint,
  };
}

/** Reads numbers such as `12`, `-0.5` or `.25` of which one division makes the right float. */
class PlainReader {
  /** Whether one of more than 15 characters was read. */
  hasLong = false;
  /** Whether one with a decimal point was read. */
  hasPoint = false;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The number of a cell, or NaN for any other cell. */
  read(start: number, end: number): number {
    const bytes = this.#bytes;
    const isNegative = bytes[start] === minus;
    const digitsStart = isNegative ? start + 1 : start;
    let mantissa = 0;
    let point = -1;
    for (let index = digitsStart; index < end; index += 1) {
      const digit = (bytes[index] ?? 0) - zero;
      if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
      else if (digit === dot - zero && point < 0) point = index;
      else return Number.NaN;
    }
    const value = scale(mantissa, point < 0 ? 0 : end - point - 1);
    // A point alone is no number, and neither is nothing.
    if (end - digitsStart === (point < 0 ? 0 : 1)) return Number.NaN;
    this.hasPoint ||= point >= 0;
    this.hasLong ||= end - start > 15;
    return isNegative ? -value : value;
  }
}

/** NaN where one division would not be exact. */
function scale(mantissa: number, decimals: number): number {
  return mantissa < 2 ** 53 ? mantissa / (exactPowersOfTen[decimals] ?? Number.NaN) : Number.NaN;
}

/** A cell that is no plain number: exponents, many digits, spaces, signs, pandas' missing texts. */
function parseOther(
  text: string,
  found: { areThere: boolean; hasMissing: boolean; hasFloat: boolean },
): number | undefined {
  found.areThere = true;
  if (isMissingText(text)) {
    found.hasMissing = true;
    return Number.NaN;
  }
  const value = parsePandasFloat(text);
  found.hasFloat ||= value !== undefined && parsePandasInteger(text) === undefined;
  return value;
}

/** The column of castCsvColumn; undefined where only the cells' texts can tell it. */
export function castCsvNumbers(numbers: CsvNumbers, type: ScalarType): Column | undefined {
  const { values, areIntegers } = numbers;
  switch (type) {
    case 'double':
      return { dtype: 'float64', values };
    case 'float':
      return { dtype: 'float32', values: Float32Array.from(values) };
    case 'long':
      return areIntegers ? { dtype: 'int64', values: toInt64(values) } : undefined;
    case 'integer':
      return areIntegers ? toInt32(values) : undefined;
    case 'boolean':
    case 'string':
    case 'binary':
    case 'datetime':
      return undefined;
  }
}

function toInt64(values: Float64Array): BigInt64Array {
  const integers = new BigInt64Array(values.length);
  for (let row = 0; row < values.length; row += 1) integers[row] = BigInt(values[row] ?? 0);
  return integers;
}

function toInt32(values: Float64Array): Column | undefined {
  const [minimum, maximum] = [Number(int32Range.minimum), Number(int32Range.maximum)];
  const fits = values.every((value) => value >= minimum && value <= maximum);
  return fits ? { dtype: 'int32', values: Int32Array.from(values) } : undefined;
}
