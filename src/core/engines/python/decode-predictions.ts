import { int64Range, isWithin } from '../../data/convert/integer-range.ts';
import { isJsonObject, entriesOf, kindOf, unwrapFloat } from '../../data/json/json-value.ts';
import type { Prediction } from '../../data/model-input.ts';
import { readJson } from '../../data/json/read-json.ts';
import type { Column, Table } from '../../data/table.ts';
import type { Tensor, TensorValues } from '../../data/tensor.ts';
import { MlflowError } from '../../errors.ts';

/**
 * What stands under "predictions" in MLflow's answer. Lists of one kind become a tensor, records
 * of the same keys a table, so that floats stay floats; anything else stays the value it is.
 * Throws MlflowError INTERNAL_ERROR when the answer has no predictions.
 */
export function decodePredictions(text: string): Prediction {
  const answer = readJson(text, { keepsFloats: true });
  const entry = isJsonObject(answer)
    ? entriesOf(answer).find(([key]) => key === 'predictions')
    : undefined;
  if (!entry) {
    throw new MlflowError(
      'INTERNAL_ERROR',
      `MLflow's answer has no "predictions": ${text.slice(0, 200)}`,
    );
  }
  const value = entry[1];
  if (!Array.isArray(value) || value.length === 0) return { kind: 'json', value };
  return toTensor(value) ?? toTable(value) ?? { kind: 'json', value };
}

function toTensor(rows: readonly unknown[]): Tensor | undefined {
  if (!Array.isArray(rows[0])) return withShape(toValues(rows), [rows.length]);
  const width = rows[0].length;
  if (width === 0) return undefined;
  const cells: unknown[] = [];
  for (const row of rows) {
    if (!Array.isArray(row) || row.length !== width) return undefined;
    for (const cell of row) cells.push(cell);
  }
  return withShape(toValues(cells), [rows.length, width]);
}

function withShape(values: TensorValues | undefined, shape: readonly number[]): Tensor | undefined {
  return values && { ...values, kind: 'tensor', shape };
}

/** Scalars of one kind; a null among floats was NaN. */
function toValues(values: readonly unknown[]): TensorValues | undefined {
  const kinds = new Set(values.map(kindOf));
  if (kinds.delete('null') && !kinds.has('float')) return undefined;
  if (kinds.size !== 1) return undefined;
  if (kinds.has('float')) {
    return { dtype: 'float64', values: Float64Array.from(values, toNumber) };
  }
  if (kinds.has('int')) return toIntegers(values);
  if (kinds.has('bool')) return { dtype: 'bool', values: Uint8Array.from(values, Number) };
  return kinds.has('string') ? { dtype: 'object', values } : undefined;
}

function toIntegers(values: readonly unknown[]): TensorValues | undefined {
  const integers = values.map((value) => BigInt(value as number | bigint)); // kindOf has looked
  const fits = integers.every((value) => isWithin(value, int64Range));
  return fits ? { dtype: 'int64', values: BigInt64Array.from(integers) } : undefined;
}

function toNumber(value: unknown): number {
  return value === null ? Number.NaN : Number(unwrapFloat(value));
}

/** A data frame's records: the same keys in the same order in each. */
function toTable(records: readonly unknown[]): Table | undefined {
  const first = records[0];
  if (!isJsonObject(first)) return undefined;
  const names = entriesOf(first).map(([key]) => key);
  const cells = names.map((): unknown[] => []);
  for (const record of records) {
    if (!isJsonObject(record)) return undefined;
    const entries = entriesOf(record);
    if (entries.length !== names.length) return undefined;
    for (const [index, [key, value]] of entries.entries()) {
      if (key !== names[index]) return undefined;
      cells[index]?.push(value);
    }
  }
  return { kind: 'table', names, columns: cells.map(toColumn), rowCount: records.length };
}

function toColumn(cells: readonly unknown[]): Column {
  const values = toValues(cells);
  if (values?.dtype === 'float64' || values?.dtype === 'int64') return values;
  if (values?.dtype === 'bool') return { dtype: 'boolean', values: values.values };
  return { dtype: 'object', values: cells };
}
