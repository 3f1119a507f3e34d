import { MlflowError } from '../../../errors.ts';
import { showValue } from '../../../shown-value.ts';
import type { Column, Table } from '../../../data/table.ts';
import type { InputRules } from './input-rules.ts';
import { int64ToFloat32, toPythonFloat } from './convert-number.ts';
import type { Matrix } from './matrix.ts';
import { type RowOrigin, columnLabel } from './rows.ts';

/**
 * A frame's columns as rows of numbers, as `np.asarray(frame)` and a cast make them in
 * sklearn.utils.validation.check_array: a column of objects makes all of it objects, which are
 * converted one by one (texts as Python's float() reads them); booleans are 0 and 1.
 */
export function tableValues(table: Table, rules: InputRules, origin: RowOrigin): Matrix {
  const { rowCount } = table;
  const columnCount = table.columns.length;
  const isFloat32 = rules.conversion === 'float32' || staysFloat32(table.columns, rules);
  const length = rowCount * columnCount;
  const values = isFloat32 ? new Float32Array(length) : new Float64Array(length);
  const isDirect = castsDirectly(table.columns);
  table.columns.forEach((column, index) => {
    const read = numberReader(column, isFloat32 && isDirect);
    if (!read) throw notNumeric(columnLabel(table, index), column.dtype, rules);
    for (let row = 0; row < rowCount; row += 1) {
      const value = read(row);
      if (value === undefined) {
        const cell = column.dtype === 'object' ? column.values[row] : undefined;
        throw notANumber({ cell, column: columnLabel(table, index), row: origin.firstRow + row });
      }
      values[row * columnCount + index] = value;
    }
  });
  return { kind: 'matrix', rowCount, columnCount, values, isFloat32 };
}

/**
 * np.result_type of the columns: float32 with nothing but float32 and booleans. Booleans alone stay
 * booleans, which StandardScaler makes float64 and which do not widen float32 coefficients.
 */
function staysFloat32(columns: readonly Column[], rules: InputRules): boolean {
  if (rules.conversion === 'float64') return false;
  if (rules.widensBooleans && columns.some(({ dtype }) => dtype === 'boolean')) return false;
  const areNarrow = columns.every(({ dtype }) => dtype === 'float32' || dtype === 'boolean');
  const hasFloat = columns.some(({ dtype }) => dtype === 'float32');
  return areNarrow && (hasFloat || rules.conversion === 'numeric');
}

/**
 * Whether 64-bit integers are cast to float32 in one step: when all columns are integers, or a
 * boolean column makes pandas cast column by column. Otherwise they become float64 on the way.
 */
function castsDirectly(columns: readonly Column[]): boolean {
  if (columns.some(({ dtype }) => dtype === 'object')) return false;
  const hasBoolean = columns.some(({ dtype }) => dtype === 'boolean');
  return hasBoolean || columns.every(({ dtype }) => dtype === 'int64' || dtype === 'int32');
}

/** Reads one cell as a number; undefined for a cell that is none, no reader for dates. */
function numberReader(
  column: Column,
  isDirect: boolean,
): ((row: number) => number | undefined) | undefined {
  switch (column.dtype) {
    case 'float64':
    case 'float32':
    case 'int32':
    case 'boolean':
      return (row) => column.values[row];
    case 'int64':
      return isDirect
        ? (row) => int64ToFloat32(column.values[row] ?? 0n)
        : (row) => Number(column.values[row]);
    case 'object':
      return (row) => toPythonFloat(column.values[row]);
    case 'datetime64[ns]':
      return undefined;
  }
}

function notNumeric(label: string, dtype: string, rules: InputRules): MlflowError {
  return new MlflowError(
    'BAD_REQUEST',
    `The ${label} has the type ${dtype}, but ${rules.estimator} needs numbers.`,
  );
}

/** The refusal of a cell that is no number, shared with tensors. */
export function notANumber(found: {
  readonly cell: unknown;
  readonly column: string;
  readonly row: number;
}): MlflowError {
  const { cell, column, row } = found;
  const text = (JSON.stringify(cell) ?? String(cell)).slice(0, 60);
  const shown = showValue(text, typeof cell === 'string' ? 'a text' : 'a value');
  return new MlflowError(
    'BAD_REQUEST',
    `The ${column} holds ${shown} in row ${row}, which could not be converted to float; ` +
      'send a number, or a text that is one such as "1.5".',
  );
}
