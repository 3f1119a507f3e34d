import { MlflowError, SchemaMismatchError } from '../../errors.ts';
import type { ScalarType } from '../../model/signature.ts';
import { decodeBase64 } from './base64.ts';
import {
  cannotConvert,
  type DescribePlace,
  toBoolean,
  toFloat,
  toInteger,
} from './convert-value.ts';
import { inferDtype } from './infer-column.ts';
import { int32Range, int64Range } from './integer-range.ts';
import { describeName, describeValue, kindOf, unwrapFloat } from '../json/json-value.ts';
import { type ParsedDatetime, parseDatetime } from './parse-datetime.ts';
import { type Column, type ColumnName, notATime } from '../table.ts';

/**
 * Casts JSON values to the type that the signature gives a column. Throws MlflowError BAD_REQUEST
 * naming column, row and value. Floats are cut to integers and strings read as numbers, as pandas
 * does; integers out of range are refused, where pandas would wrap them around.
 * Follows mlflow.utils.proto_json_utils.cast_df_types_according_to_schema (3.17, pandas 3.1).
 */
export function castColumn(values: readonly unknown[], type: ScalarType, name: ColumnName): Column {
  const placeOf = (row: number) => () => `Column ${describeName(name)}, row ${row + 1},`;
  switch (type) {
    case 'double':
      return {
        dtype: 'float64',
        values: toFloats(values, new Float64Array(values.length), placeOf),
      };
    case 'float':
      return {
        dtype: 'float32',
        values: toFloats(values, new Float32Array(values.length), placeOf),
      };
    case 'long':
      return {
        dtype: 'int64',
        values: BigInt64Array.from(values, (value, row) =>
          toInteger(value, int64Range, placeOf(row)),
        ),
      };
    case 'integer':
      return {
        dtype: 'int32',
        values: Int32Array.from(values, (value, row) =>
          Number(toInteger(value, int32Range, placeOf(row))),
        ),
      };
    case 'boolean':
      return castBooleans(values);
    case 'string':
      return { dtype: 'object', values: values.map((value) => unwrapFloat(value) ?? null) };
    case 'binary':
      return {
        dtype: 'object',
        values: values.map((value, row) => toBytes(value, placeOf(row))),
      };
    case 'datetime':
      return castDatetimes(values, name);
  }
}

/** Fills `target`; numbers, which are nearly all that comes, take the short way. */
function toFloats<T extends Float64Array | Float32Array>(
  values: readonly unknown[],
  target: T,
  placeOf: (row: number) => DescribePlace,
): T {
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row];
    target[row] = typeof value === 'number' ? value : toFloat(value, placeOf(row));
  }
  return target;
}

/**
 * pandas takes null for true in a column of floats or strings, else for false, and a key that a
 * record leaves out (NaN, here undefined) for true.
 */
function castBooleans(values: readonly unknown[]): Column {
  const dtype = inferDtype(values);
  const isNullTrue = dtype === 'float64' || dtype === 'str';
  return {
    dtype: 'boolean',
    values: Uint8Array.from(values, (value) =>
      Number(toBoolean(value) || value === undefined || (isNullTrue && value === null)),
    ),
  };
}

function toBytes(value: unknown, place: DescribePlace): Uint8Array {
  if (typeof value !== 'string') throw cannotConvert(value, 'a string in base64', place);
  try {
    return decodeBase64(value);
  } catch (error) {
    if (error instanceof MlflowError)
      throw cannotConvert(value, `valid: ${error.markedMessage}`, place);
    throw error;
  }
}

function castDatetimes(values: readonly unknown[], name: ColumnName): Column {
  let format: string | undefined;
  const result = BigInt64Array.from(values, (value, row) => {
    const place = () => `Column ${describeName(name)}, row ${row + 1},`;
    const moment = toMoment(value, place);
    if (moment.hasZone) throw hasZone(value, place);
    format ??= moment.format === '' ? undefined : moment.format;
    if (moment.format !== '' && moment.format !== format) {
      throw cannotConvert(value, 'written like the dates above it in the column', place);
    }
    return moment.nanoseconds;
  });
  return { dtype: 'datetime64[ns]', values: result };
}

/** MLflow refuses moments with a time zone when it enforces the signature. */
function hasZone(value: unknown, place: DescribePlace): SchemaMismatchError {
  return new SchemaMismatchError(
    `${place()} holds ${describeValue(value)}, which names a time zone. ` +
      'The signature asks for dates and times without one; send them in UTC, without "Z" or offset.',
  );
}

/** Numbers are nanoseconds since the epoch. */
function toMoment(value: unknown, place: DescribePlace): ParsedDatetime {
  const kind = kindOf(value);
  if (kind === 'null') return { nanoseconds: notATime, hasZone: false, format: '' };
  if (kind === 'string') {
    const moment = parseDatetime(String(value));
    if (moment) return moment;
  }
  if (kind === 'int' || kind === 'float') {
    const isMissing = Number.isNaN(unwrapFloat(value));
    const nanoseconds = isMissing ? notATime : toInteger(value, int64Range, place);
    return { nanoseconds, hasZone: false, format: '' };
  }
  throw cannotConvert(value, 'a date or time as in 2024-05-31 or 2024-05-31T12:30:00', place);
}
