import type { Column, Table } from '../../../data/table.ts';
import type { Tensor } from '../../../data/tensor.ts';
import { concatenateRows } from './output.ts';

/**
 * Puts answers for consecutive rows behind one another. A frame's column that is of integers in
 * one part and of floats in another becomes one of floats, as if all rows had come at once.
 */
export function joinAnswers(answers: readonly (Table | Tensor)[]): Table | Tensor | undefined {
  const tables = answers.filter((answer) => answer.kind === 'table');
  const [first] = tables;
  if (!first) return concatenateRows(answers.filter((answer) => answer.kind === 'tensor'));
  if (tables.length !== answers.length) throw new Error('A model answered frames and arrays.');
  return {
    kind: 'table',
    names: first.names,
    columns: first.columns.map((_, index) =>
      joinColumns(tables.flatMap(({ columns }) => columns[index] ?? [])),
    ),
    rowCount: tables.reduce((sum, { rowCount }) => sum + rowCount, 0),
  };
}

function joinColumns(parts: readonly Column[]): Column {
  const dtypes = new Set(parts.map(({ dtype }) => dtype));
  const [dtype] = dtypes;
  if (dtypes.size === 1 && dtype !== undefined) return joinAlike(parts);
  const areNumbers = [...dtypes].every((type) => ['int64', 'int32', 'float64'].includes(type));
  if (!areNumbers) return { dtype: 'object', values: parts.flatMap(cellsOf) };
  const values = parts.flatMap((part) => Array.from<unknown, number>(part.values, Number));
  return { dtype: 'float64', values: Float64Array.from(values) };
}

function joinAlike(parts: readonly Column[]): Column {
  const [first] = parts;
  if (!first || first.dtype === 'object') {
    return { dtype: 'object', values: parts.flatMap(cellsOf) };
  }
  const length = parts.reduce((sum, { values }) => sum + values.length, 0);
  const Values = first.values.constructor as Float64ArrayConstructor; // or another of numbers
  const joined = new Values(length);
  let at = 0;
  for (const { values } of parts) {
    joined.set(values as Float64Array, at);
    at += values.length;
  }
  return { ...first, values: joined } as Column; // the dtype stays with values of its own kind
}

function cellsOf({ values }: Column): unknown[] {
  return Array.from<unknown>(values);
}
