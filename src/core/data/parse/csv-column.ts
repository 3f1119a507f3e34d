import type { ScalarType } from '../../model/signature.ts';
import { castColumn } from '../convert/cast-column.ts';
import { cannotConvert, toInteger } from '../convert/convert-value.ts';
import { int32Range, int64Range, type IntegerRange, isWithin } from '../convert/integer-range.ts';
import { narrowInteger } from '../column-cells.ts';
import { describeName } from '../json/json-value.ts';
import {
  parsePandasFloat,
  parsePandasInteger,
  parsePlainNumbers,
} from '../convert/pandas-number.ts';
import type { Column, ColumnName } from '../table.ts';

/** What pandas.read_csv takes for a missing value (pandas 3.1, STR_NA_VALUES). */
const missingTexts: ReadonlySet<string> = new Set([
  '',
  '#N/A',
  '#N/A N/A',
  '#NA',
  '-1.#IND',
  '-1.#QNAN',
  '-NaN',
  '-nan',
  '1.#IND',
  '1.#QNAN',
  '<NA>',
  'N/A',
  'NA',
  'NULL',
  'NaN',
  'None',
  'n/a',
  'nan',
  'null',
]);

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['True', true],
  ['TRUE', true],
  ['true', true],
  ['False', false],
  ['FALSE', false],
  ['false', false],
]);

/** Whether pandas.read_csv takes a text for a missing value. */
export function isMissingText(text: string): boolean {
  return missingTexts.has(text);
}

/** The column that pandas.read_csv infers: integers, else floats, else booleans, else strings. */
export function inferCsvColumn(texts: readonly string[]): Column {
  const plain = texts.length > 0 ? parsePlainNumbers(texts) : undefined;
  if (plain?.areIntegers)
    return { dtype: 'int64', values: BigInt64Array.from(plain.values, BigInt) };
  if (plain && texts.some((text) => text.includes('.'))) {
    return { dtype: 'float64', values: plain.values };
  }
  const isMissing = texts.map((text) => missingTexts.has(text));
  return (
    inferNumbers(texts, isMissing) ??
    inferBooleans(texts, isMissing) ?? {
      dtype: 'object',
      values: texts.map((text, row) => (isMissing[row] ? null : text)),
    }
  );
}

function inferNumbers(texts: readonly string[], isMissing: readonly boolean[]): Column | undefined {
  if (texts.length === 0) return undefined;
  const integers = isMissing.includes(true) ? undefined : inferIntegers(texts);
  if (integers) return integers;
  const values = new Float64Array(texts.length);
  for (const [row, text] of texts.entries()) {
    const value = isMissing[row] ? Number.NaN : parsePandasFloat(text);
    if (value === undefined) return undefined;
    values[row] = value;
  }
  return { dtype: 'float64', values };
}

function inferIntegers(texts: readonly string[]): Column | undefined {
  const values: bigint[] = [];
  for (const text of texts) {
    const value = parsePandasInteger(text);
    if (value === undefined) return undefined;
    values.push(value);
  }
  const fits = values.every((value) => isWithin(value, int64Range));
  if (fits) return { dtype: 'int64', values: BigInt64Array.from(values) };
  return { dtype: 'object', values: values.map(narrowInteger) };
}

function inferBooleans(
  texts: readonly string[],
  isMissing: readonly boolean[],
): Column | undefined {
  if (texts.length === 0 || !texts.every((text, row) => isMissing[row] || booleans.has(text))) {
    return undefined;
  }
  const values = texts.map((text) => booleans.get(text) ?? null);
  if (values.includes(null)) return { dtype: 'object', values };
  return { dtype: 'boolean', values: Uint8Array.from(values, Number) };
}

/**
 * A CSV column in the type that the signature gives it. Throws MlflowError BAD_REQUEST naming
 * column, row and text. Follows pandas.read_csv(dtype=…) (pandas 3.1), except that dates are read
 * where MLflow refuses every CSV for a model that takes dates.
 */
export function castCsvColumn(
  texts: readonly string[],
  type: ScalarType,
  name: ColumnName,
): Column {
  const column: CsvColumn = { texts, name };
  switch (type) {
    case 'double':
      return { dtype: 'float64', values: readFloats(column) };
    case 'float':
      return { dtype: 'float32', values: Float32Array.from(readFloats(column)) };
    case 'long':
      return { dtype: 'int64', values: readIntegers(column, int64Range) };
    case 'integer':
      return { dtype: 'int32', values: Int32Array.from(readIntegers(column, int32Range), Number) };
    case 'boolean':
      return { dtype: 'boolean', values: readBooleans(column) };
    case 'string':
    case 'binary':
      return { dtype: 'object', values: texts.map(toCell) };
    case 'datetime':
      return castColumn(texts.map(toCell), type, name);
  }
}

interface CsvColumn {
  readonly texts: readonly string[];
  readonly name: ColumnName;
}

function toCell(text: string): string | null {
  return missingTexts.has(text) ? null : text;
}

function placeOf({ name }: CsvColumn, row: number) {
  return () => `Column ${describeName(name)}, row ${row + 1},`;
}

/** A column of nothing but booleans passes for numbers. */
function areBooleans({ texts }: CsvColumn): boolean {
  return texts.length > 0 && texts.every((text) => booleans.has(text));
}

function readFloats(column: CsvColumn): Float64Array {
  const plain = parsePlainNumbers(column.texts);
  if (plain) return plain.values;
  if (areBooleans(column)) return Float64Array.from(readBooleans(column));
  return Float64Array.from(column.texts, (text, row) => {
    const value = missingTexts.has(text) ? Number.NaN : parsePandasFloat(text);
    if (value === undefined) throw cannotConvert(text, 'a number', placeOf(column, row));
    return value;
  });
}

/** Floats pass where they are whole numbers, such as `1e3`. */
function readIntegers(column: CsvColumn, range: IntegerRange): BigInt64Array {
  const plain = range === int64Range ? parsePlainNumbers(column.texts) : undefined;
  if (plain?.areIntegers) return BigInt64Array.from(plain.values, BigInt);
  if (areBooleans(column)) return BigInt64Array.from(readBooleans(column), BigInt);
  return BigInt64Array.from(column.texts, (text, row) => {
    const float = missingTexts.has(text) ? undefined : parsePandasFloat(text);
    if (!Number.isInteger(float)) {
      throw cannotConvert(text, `an integer (${range.name})`, placeOf(column, row));
    }
    return toInteger(parsePandasInteger(text) ?? float, range, placeOf(column, row));
  });
}

function readBooleans(column: CsvColumn): Uint8Array {
  return Uint8Array.from(column.texts, (text, row) => {
    const value = booleans.get(text);
    if (value === undefined) throw cannotConvert(text, 'True or False', placeOf(column, row));
    return Number(value);
  });
}
