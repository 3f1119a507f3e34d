import { SchemaMismatchError } from '../../errors.ts';
import type { ScalarType } from '../../model/signature.ts';
import { inferColumn, inferDtype } from '../convert/infer-column.ts';
import { describeName } from '../json/json-value.ts';
import { type Column, type ColumnDtype, type ColumnName, notATime } from '../table.ts';

/** The dtype in which a column of a scalar type reaches the model. */
const dtypeOfScalar: Readonly<Record<ScalarType, ColumnDtype>> = {
  boolean: 'boolean',
  integer: 'int32',
  long: 'int64',
  float: 'float32',
  double: 'float64',
  string: 'object',
  binary: 'object',
  datetime: 'datetime64[ns]',
};

/**
 * Checks that a column has the type that the signature gives it, converting only where nothing is
 * lost: int32 to long or double, float32 to double, integers that are all 0 or 1 to floats. Throws
 * SchemaMismatchError. Follows mlflow.models.utils._enforce_mlflow_datatype (3.17).
 */
export function enforceColumn(column: Column, type: ScalarType, name: ColumnName): Column {
  const isText = type === 'string' || type === 'binary';
  const current = column.dtype === 'object' && !isText ? inferColumn(column.values) : column;
  if (current.dtype === dtypeOfScalar[type]) return current;
  const converted = convertSafely(current, type);
  if (converted) return converted;
  throw new SchemaMismatchError(
    `Column ${describeName(name)} holds ${describeDtype(current)} values, but the signature asks for ${type}, ` +
      `and they cannot be converted without changing them.${hintFor(current, type)}`,
  );
}

function convertSafely(column: Column, type: ScalarType): Column | undefined {
  switch (column.dtype) {
    case 'int32':
      if (type === 'long')
        return { dtype: 'int64', values: BigInt64Array.from(column.values, BigInt) };
      return type === 'double' ? toFloat64(column.values) : undefined;
    case 'float32':
      return type === 'double' ? toFloat64(column.values) : undefined;
    case 'int64':
      return convertZerosAndOnes(column.values, type);
    case 'object':
      return convertObjects(column, type);
    case 'float64':
    case 'boolean':
    case 'datetime64[ns]':
      return undefined;
  }
}

function toFloat64(values: ArrayLike<number>): Column {
  return { dtype: 'float64', values: Float64Array.from(values) };
}

function convertZerosAndOnes(values: BigInt64Array, type: ScalarType): Column | undefined {
  if (!values.every((value) => value === 0n || value === 1n)) return undefined;
  const numbers = Array.from(values, Number);
  if (type === 'double') return toFloat64(numbers);
  return type === 'float' ? { dtype: 'float32', values: Float32Array.from(numbers) } : undefined;
}

function convertObjects(
  column: Extract<Column, { dtype: 'object' }>,
  type: ScalarType,
): Column | undefined {
  // Columns of nothing but strings have a dtype of their own in pandas 3.
  if (inferDtype(column.values) === 'str') return undefined;
  if (type === 'boolean') return column; // a missing value must not become false
  const isEmpty = column.values.every((value) => value === null);
  if (type !== 'datetime' || !isEmpty) return undefined;
  return {
    dtype: 'datetime64[ns]',
    values: new BigInt64Array(column.values.length).fill(notATime),
  };
}

function describeDtype(column: Column): string {
  if (column.dtype !== 'object') return column.dtype;
  return inferDtype(column.values) === 'str' ? 'string' : 'mixed';
}

function hintFor(column: Column, type: ScalarType): string {
  const isInteger = type === 'integer' || type === 'long';
  if (column.dtype !== 'float64' || !isInteger || !column.values.some(Number.isNaN)) return '';
  return ' Integer columns cannot hold missing values; send a number in every row, or log the model with a double column.';
}
