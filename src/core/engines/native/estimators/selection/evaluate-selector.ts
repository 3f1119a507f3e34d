import { MlflowError } from '../../../../errors.ts';
import type { Column, Table } from '../../../../data/table.ts';
import { elementType } from '../../rows/element-type.ts';
import type { RowOrigin, Rows } from '../../rows/rows.ts';
import { countRows } from '../../rows/rows.ts';
import { selectColumns } from '../../rows/select-columns.ts';
import { stackColumns } from '../../rows/stack-columns.ts';
import { zeroTensor } from '../../rows/take-items.ts';
import { checkShape, toAnyMatrix } from '../../rows/to-matrix.ts';
import type { SelectorPlan } from './plans.ts';

/**
 * SelectorMixin.transform: the features that were kept, in the type that the input has as one
 * array, so integers, booleans and objects stay what they are.
 */
export function evaluateSelector(plan: SelectorPlan, rows: Rows, origin: RowOrigin): Rows {
  const input = plan.joinsBooleans && rows.kind === 'table' ? joinBooleans(rows) : rows;
  const type = elementType(input);
  const isFloat = type === 'float64' || type === 'float32';
  const array = isFloat ? toAnyMatrix(input, plan.rules, origin) : asArray(plan, input);
  if (plan.indices.length > 0) return selectColumns(array, plan.indices);
  const shape = [countRows(array), 0];
  if (type === 'object' && !plan.widensNothing) {
    return { kind: 'tensor', dtype: type, shape, values: [] };
  }
  return zeroTensor(plan.widensNothing || type === 'object' ? 'float64' : type, shape);
}

function asArray(plan: SelectorPlan, input: Rows): Rows {
  checkShape(input, plan.rules);
  const array = input.kind === 'table' ? stackColumns([input]) : input;
  if (!plan.rules.allowsNaN && holdsNaN(input)) {
    throw new MlflowError(
      'BAD_REQUEST',
      `The input holds a missing value (NaN), which ${plan.rules.estimator} does not accept; send a value.`,
    );
  }
  return array;
}

/** check_array only looks for NaN among objects, and nothing but nulls is None for pandas. */
function holdsNaN(input: Rows): boolean {
  if (input.kind === 'tensor') {
    return input.dtype === 'object' && input.values.some(Number.isNaN);
  }
  return input.kind === 'table' && input.columns.some(isNaNColumn);
}

function isNaNColumn({ dtype, values }: Column): boolean {
  if (dtype === 'float64' || dtype === 'float32') return values.some(Number.isNaN);
  if (dtype !== 'object') return false;
  return values.some((value) => Number.isNaN(value) || value === null) && !values.every(isNull);
}

function isNull(value: unknown): boolean {
  return value === null;
}

/** Booleans beside numbers in the type of a number, as NumPy joins them; pandas makes objects. */
function joinBooleans(table: Table): Table {
  const beside = table.columns.find(({ dtype }) => dtype !== 'boolean')?.dtype;
  const columns = table.columns.map((column): Column => {
    if (column.dtype !== 'boolean') return column;
    switch (beside) {
      case 'float64':
        return { dtype: beside, values: Float64Array.from(column.values) };
      case 'float32':
        return { dtype: beside, values: Float32Array.from(column.values) };
      case 'int32':
        return { dtype: beside, values: Int32Array.from(column.values) };
      case 'int64':
        return { dtype: beside, values: BigInt64Array.from(column.values, BigInt) };
      case 'boolean':
      case 'datetime64[ns]':
      case 'object':
      case undefined:
        return column;
    }
  });
  return { ...table, columns };
}
