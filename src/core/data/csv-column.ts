import type { ScalarType } from '../model/signature.ts';
import { castColumn, int32Range, int64Range } from './cast-column.ts';
import { cannotConvert, toInteger } from './convert-value.ts';
import { narrowInteger } from './column-cells.ts';
import { describeName } from './json-value.ts';
import { parsePandasFloat, parsePandasInteger } from './pandas-number.ts';
import type { Column, ColumnName } from './table.ts';

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

/** The column that pandas.read_csv infers: integers, else floats, else booleans, else strings. */
export function inferCsvColumn(texts: readonly string[]): Column {
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
  if (!isMissing.includes(true)) {
    const integers = inferIntegers(texts);
    if (integers) return integers;
  }
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
  const fits = values.every((value) => value >= int64Range.minimum && value <= int64Range.maximum);
  if (fits) return { dtype: 'int64', values: BigInt64Array.from(values) };
  const areUnsigned = values.every((value) => value >= 0n && value < 2n ** 64n);
  return areUnsigned ? { dtype: 'object', values: values.map(narrowInteger) } : undefined;
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
  const placeOf = (row: number) => () => `Column ${describeName(name)}, row ${row + 1},`;
  switch (type) {
    case 'double':
    case 'float': {
      const numbers = texts.map((text, row) => {
        const value = missingTexts.has(text) ? Number.NaN : parsePandasFloat(text);
        if (value === undefined) throw cannotConvert(text, 'a number', placeOf(row));
        return value;
      });
      if (type === 'float') return { dtype: 'float32', values: Float32Array.from(numbers) };
      return { dtype: 'float64', values: Float64Array.from(numbers) };
    }
    case 'long':
      return {
        dtype: 'int64',
        values: BigInt64Array.from(texts, (text, row) =>
          toInteger(parsePandasInteger(text) ?? text, int64Range, placeOf(row)),
        ),
      };
    case 'integer':
      return {
        dtype: 'int32',
        values: Int32Array.from(texts, (text, row) =>
          Number(toInteger(parsePandasInteger(text) ?? text, int32Range, placeOf(row))),
        ),
      };
    case 'boolean':
      return {
        dtype: 'boolean',
        values: Uint8Array.from(texts, (text, row) => {
          const value = booleans.get(text);
          if (value === undefined) throw cannotConvert(text, 'True or False', placeOf(row));
          return Number(value);
        }),
      };
    case 'string':
    case 'binary':
      return {
        dtype: 'object',
        values: texts.map((text) => (missingTexts.has(text) ? null : text)),
      };
    case 'datetime':
      return castColumn(
        texts.map((text) => (missingTexts.has(text) ? null : text)),
        type,
        name,
      );
  }
}
