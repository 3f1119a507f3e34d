import { SchemaMismatchError } from '../../errors.ts';
import type { ColumnSpec, ScalarType } from '../../model/signature.ts';
import { narrowInteger } from '../column-cells.ts';
import { ForeignValue } from '../foreign-value.ts';
import { describeName, invalidInput } from '../json/json-value.ts';
import { type Column, type ColumnName, notATime } from '../table.ts';
import type { ParquetColumn } from './open-parquet.ts';
import {
  dayToNanoseconds,
  toDate,
  toDecimal,
  toFloatListCell,
  toHalf,
  toListCell,
  toNanoseconds,
  toSigned,
  toText,
} from './parquet-cells.ts';
import type { ParquetType } from './parquet-type.ts';

/** Which column is read for what. */
interface Request {
  readonly name: ColumnName;
  /** The signature's scalar type; undefined where it has none or a nested one. */
  readonly wanted: ScalarType | undefined;
}

/**
 * Reads a column as pandas would, in a dtype that a table can hold: small integers as int32, half
 * floats as float32. Where pandas' own dtype would be refused by the signature and ours would not,
 * it is refused here: throws SchemaMismatchError. Moments lose their zone where nothing is asked.
 * Follows pandas.read_parquet (3.1, pyarrow 25) and mlflow.models.utils._enforce_mlflow_datatype
 * (3.17).
 */
export function readParquetColumn(
  column: ParquetColumn,
  name: ColumnName,
  spec: ColumnSpec | undefined,
): Column {
  const wanted = spec?.type.kind === 'scalar' ? spec.type.type : undefined;
  const request = { name, wanted };
  const { type } = column;
  const values = column.readValues();
  const hasNulls = values.includes(null);
  if (wanted !== undefined && isRefused(type, wanted, hasNulls)) throw mismatch(request, type);
  return convert(values, type, { ...request, hasNulls });
}

/** Whether MLflow would refuse pandas' dtype; what our own dtypes show is left to enforceColumn. */
function isRefused(type: ParquetType, wanted: ScalarType, hasNulls: boolean): boolean {
  const isFloat = wanted === 'double' || wanted === 'float';
  const { kind } = type;
  if (kind === 'integer') return isIntegerRefused(type, wanted, hasNulls);
  if (kind === 'boolean') return type.isExtension && hasNulls;
  if (kind === 'text') return wanted !== 'string' && wanted !== 'binary';
  if (kind === 'moment') return type.hasZone || wanted !== 'datetime';
  if (kind === 'decimal') return wanted === 'float';
  if (kind !== 'foreign') return kind === 'category';
  return !type.isObject || isFloat || wanted === 'integer' || wanted === 'long';
}

function isIntegerRefused(
  type: Extract<ParquetType, { kind: 'integer' }>,
  wanted: ScalarType,
  hasNulls: boolean,
): boolean {
  const { bits, isSigned, isExtension } = type;
  if (hasNulls) return isExtension && !(bits <= 32 && wanted === 'double');
  if (bits === 64 && !isSigned) return true;
  if (bits === 32 && !isSigned) return wanted !== 'long' && wanted !== 'double';
  return bits === 64 && isExtension && wanted !== 'long'; // no zeros and ones to floats
}

function mismatch({ name, wanted }: Request, type: ParquetType): SchemaMismatchError {
  return new SchemaMismatchError(
    `Column ${describeName(name)} of the Parquet file holds ${describeType(type)}, but the signature asks for ${wanted}, ` +
      'and they cannot be converted without changing them. Write the column with that type.',
  );
}

function describeType(type: ParquetType): string {
  const nullable = type.isExtension ? 'nullable ' : '';
  if (type.kind === 'integer') {
    return `${nullable}${type.isSigned ? '' : 'u'}int${type.bits} values`;
  }
  if (type.kind === 'float') return `${nullable}float${type.bits} values`;
  if (type.kind === 'moment') return `dates and times${type.hasZone ? ' with a time zone' : ''}`;
  return `values of type ${type.kind === 'foreign' ? type.name : type.kind}`;
}

interface Conversion extends Request {
  readonly hasNulls: boolean;
}

function convert(values: readonly unknown[], type: ParquetType, conversion: Conversion): Column {
  switch (type.kind) {
    case 'integer':
      return convertIntegers(values, type, conversion);
    case 'float':
      return convertFloats(values, type.bits);
    case 'boolean':
      return convertBooleans(values, conversion);
    case 'text':
    case 'category':
      return { dtype: 'object', values: values.map(toText) };
    case 'null':
      return convertBooleans(values, conversion);
    case 'bytes':
      return { dtype: 'object', values };
    case 'date':
      return convertDates(values, conversion);
    case 'moment':
      return moments(values, (value) => toNanoseconds(value, type.unit), conversion);
    case 'decimal':
      return convertDecimals(values, type.scale, conversion);
    case 'list':
      return { dtype: 'object', values: values.map(type.hasFloats ? toFloatCell : toListCell) };
    case 'foreign':
      return { dtype: 'object', values: values.map(() => new ForeignValue(type.name, '')) };
  }
}

function convertDates(values: readonly unknown[], conversion: Conversion): Column {
  if (conversion.wanted === 'datetime') return moments(values, dayToNanoseconds, conversion);
  return { dtype: 'object', values: values.map(toDate) };
}

/** pandas keeps booleans with gaps, and nothing but gaps, as objects; doubles are made of them. */
function convertBooleans(values: readonly unknown[], { wanted, hasNulls }: Conversion): Column {
  if (!hasNulls) return { dtype: 'boolean', values: Uint8Array.from(values, Number) };
  if (wanted !== 'double') return { dtype: 'object', values };
  const toNumber = (value: unknown) => (value === null ? Number.NaN : Number(value));
  return { dtype: 'float64', values: Float64Array.from(values, toNumber) };
}

/** A list of floats that is missing as a whole stays missing. */
function toFloatCell(value: unknown): unknown {
  return value === null ? null : toFloatListCell(value);
}

function convertIntegers(
  values: readonly unknown[],
  { bits, isSigned }: Extract<ParquetType, { kind: 'integer' }>,
  { wanted, hasNulls }: Conversion,
): Column {
  if (hasNulls) {
    const toNumber = (value: unknown) =>
      value === null ? Number.NaN : Number(toSigned(value, isSigned));
    return { dtype: 'float64', values: Float64Array.from(values, toNumber) };
  }
  const toNumber = (value: unknown) => Number(toSigned(value, isSigned));
  if (bits < 32 || (bits === 32 && isSigned)) {
    return { dtype: 'int32', values: Int32Array.from(values, toNumber) };
  }
  if (bits === 32 && wanted === 'double') {
    return { dtype: 'float64', values: Float64Array.from(values, toNumber) };
  }
  if (bits === 64 && !isSigned) {
    const cells = values.map((value) => narrowInteger(toSigned(value, false)));
    return { dtype: 'object', values: cells };
  }
  return {
    dtype: 'int64',
    values: BigInt64Array.from(values, (value) => toSigned(value, isSigned)),
  };
}

function convertFloats(values: readonly unknown[], bits: number): Column {
  const toNumber = (value: unknown) => {
    if (value === null) return Number.NaN;
    return bits === 16 ? toHalf(value) : Number(value);
  };
  if (bits === 64) return { dtype: 'float64', values: Float64Array.from(values, toNumber) };
  return { dtype: 'float32', values: Float32Array.from(values, toNumber) };
}

function convertDecimals(
  values: readonly unknown[],
  scale: number,
  { wanted }: Conversion,
): Column {
  const texts = values.map((value) => toDecimal(value, scale));
  if (wanted === 'double') {
    const toNumber = (text: string | null) => (text === null ? Number.NaN : Number(text));
    return { dtype: 'float64', values: Float64Array.from(texts, toNumber) };
  }
  const cells = texts.map((text) => (text === null ? null : new ForeignValue('Decimal', text)));
  return { dtype: 'object', values: cells };
}

function moments(
  values: readonly unknown[],
  toMoment: (value: unknown) => bigint | undefined,
  { name, wanted }: Conversion,
): Column {
  const nanoseconds = BigInt64Array.from(values, (value, row) => {
    const moment = value === null ? notATime : toMoment(value);
    if (moment !== undefined) return moment;
    const problem = `Column ${describeName(name)}, row ${row + 1}, holds a date or time that nanoseconds cannot hold; send one from 1678 to 2261.`;
    throw wanted === undefined ? invalidInput(problem) : new SchemaMismatchError(problem);
  });
  return { dtype: 'datetime64[ns]', values: nanoseconds };
}
