import type { ColumnName } from '../../../../data/table.ts';
import { FormatError } from '../../../../formats/format-error.ts';
import { type PandasCell, readCell } from '../../../../formats/pandas/pandas-array.ts';
import {
  type PandasFrame,
  type PandasSeries,
  readFrame,
  readSeries,
} from '../../../../formats/pandas/read-pandas.ts';
import type { PythonValue } from '../../../../formats/python-value.ts';
import { asEntries } from '../../../../formats/resolve-python.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import { type LabelPositions, labelPositions } from './category-lookup.ts';

/** One entry of an encoder's `mapping`: a column and what belongs to it. */
export interface MappingEntry {
  readonly name: ColumnName;
  readonly value: PythonValue;
}

/** `mapping` as a list of dicts with "col" and "mapping", or as a dict by columns. */
export function readMapping(state: EstimatorState): MappingEntry[] {
  const byColumn = asEntries(state.value('mapping'));
  if (byColumn) {
    return byColumn.map(([name, item]) => ({ name: columnName(state, name), value: item }));
  }
  return state.items('mapping').map((raw) => {
    const parts = new Map(asEntries(raw));
    const name = parts.get('col');
    const mapped = parts.get('mapping');
    if (name === undefined || mapped === undefined) {
      throw state.unexpected('mapping', 'a list of columns and what they are mapped to');
    }
    return { name: columnName(state, name), value: mapped };
  });
}

/** A column's label: a text or a number. */
export function columnName(state: EstimatorState, raw: PythonValue): ColumnName {
  const name = plainScalar(raw);
  if (typeof name === 'string' || typeof name === 'number') return name;
  throw state.refusal('which has a column whose name is neither a text nor a number');
}

/** A pandas Series with its labels by key. */
export interface MappedSeries extends PandasSeries {
  readonly labels: LabelPositions;
}

/** A Series of the mapping, whose labels must all differ. */
export function mappedSeries(state: EstimatorState, raw: PythonValue): MappedSeries {
  const series = readOrRefuse(state, () => readSeries(raw));
  return { ...series, labels: labelsOf(state, series) };
}

/** A DataFrame of the mapping, whose labels must all differ. */
export function mappedFrame(
  state: EstimatorState,
  raw: PythonValue,
): PandasFrame & { readonly labels: LabelPositions } {
  const frame = readOrRefuse(state, () => readFrame(raw));
  return { ...frame, labels: labelsOf(state, frame) };
}

/** The cells of a dict's keys with its values. */
export function dictCells(
  state: EstimatorState,
  raw: PythonValue,
  attribute: string,
): (readonly [PandasCell, PythonValue])[] {
  const entries = asEntries(raw);
  if (!entries) throw state.unexpected(attribute, 'a dict');
  return entries.map(
    ([key, item]) => [readOrRefuse(state, () => readCell(key)), plainScalar(item)] as const,
  );
}

/** Numbers of a Series or a column; whether they are integers decides what comes out. */
export function numbersOf(
  state: EstimatorState,
  { type, cells }: PandasSeries['values'],
): { readonly numbers: readonly number[]; readonly areIntegers: boolean } {
  const areIntegers = type === 'integers';
  const numbers = cells.map(Number);
  const areExact = !areIntegers || numbers.every(Number.isSafeInteger);
  if ((areIntegers || type === 'floats') && areExact) return { numbers, areIntegers };
  throw state.refusal(`whose mapping leads to ${type} instead of numbers`);
}

function labelsOf(state: EstimatorState, { index }: Pick<PandasSeries, 'index'>): LabelPositions {
  const labels = labelPositions(index);
  if (labels) return labels;
  throw state.refusal('whose mapping has the same category twice');
}

function readOrRefuse<T>(state: EstimatorState, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw state.refusal(`whose mapping cannot be read: ${error.message}`);
  }
}
