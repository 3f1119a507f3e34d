import type { SchemaElement } from 'hyparquet';

/** How many nanoseconds one stands for, or the days and nanoseconds of Spark and Hive. */
export type MomentUnit = bigint | 'int96';

/** What a Parquet column becomes in pandas. */
export type ParquetKind =
  | { readonly kind: 'integer'; readonly bits: 8 | 16 | 32 | 64; readonly isSigned: boolean }
  | { readonly kind: 'float'; readonly bits: 16 | 32 | 64 }
  | { readonly kind: 'boolean' | 'text' | 'category' | 'bytes' | 'date' | 'null' }
  | { readonly kind: 'list'; readonly hasFloats: boolean }
  | { readonly kind: 'moment'; readonly unit: MomentUnit; readonly hasZone: boolean }
  | { readonly kind: 'decimal'; readonly scale: number }
  /** Values that only Python can hold; `isObject` tells whether pandas keeps them as objects. */
  | { readonly kind: 'foreign'; readonly name: string; readonly isObject: boolean };

/** A column's kind, and whether pandas gives it one of its nullable extension dtypes. */
export type ParquetType = ParquetKind & { readonly isExtension: boolean };

const extension = /^(?:U?Int\d+|Float\d+|boolean|.*\[pyarrow\])$/u;

const unitNanoseconds = { MILLIS: 1_000_000n, MICROS: 1000n, NANOS: 1n } as const;

/** What the file tells of a column beside its Parquet type. */
export interface TypeHints {
  /** pandas' dtype, from its metadata; empty without. */
  readonly pandasDtype: string;
  /** From the Arrow schema. */
  readonly isDictionary: boolean;
  readonly isDuration: boolean;
}

/**
 * The type of a column that is not nested, as pyarrow 25 and pandas 3.1 read it.
 * Parquet format, LogicalTypes.md.
 */
export function parquetTypeOf(element: SchemaElement, hints: TypeHints): ParquetType {
  const isExtension = extension.test(hints.pandasDtype);
  if (hints.pandasDtype.startsWith('period')) return foreign('period', false);
  if (hints.isDuration) return foreign('duration', false);
  const kind = logicalKind(element) ?? convertedKind(element) ?? physicalKind(element);
  if (kind.kind === 'text' && hints.isDictionary) return { kind: 'category', isExtension };
  return { ...kind, isExtension };
}

function foreign(name: string, isObject: boolean): ParquetType {
  return { kind: 'foreign', name, isObject, isExtension: false };
}

/** The types that need no more than their name: logical ones, and those from before them. */
const plainKinds: ReadonlyMap<string, ParquetKind> = new Map<string, ParquetKind>([
  ['FLOAT16', { kind: 'float', bits: 16 }],
  ['STRING', { kind: 'text' }],
  ['UTF8', { kind: 'text' }],
  ['JSON', { kind: 'text' }],
  ['ENUM', { kind: 'bytes' }],
  ['DATE', { kind: 'date' }],
  ['NULL', { kind: 'null' }],
  ['TIMESTAMP_MILLIS', { kind: 'moment', unit: unitNanoseconds.MILLIS, hasZone: true }],
  ['TIMESTAMP_MICROS', { kind: 'moment', unit: unitNanoseconds.MICROS, hasZone: true }],
]);

const physicalKinds: ReadonlyMap<string, ParquetKind> = new Map<string, ParquetKind>([
  ['BOOLEAN', { kind: 'boolean' }],
  ['INT32', { kind: 'integer', bits: 32, isSigned: true }],
  ['INT64', { kind: 'integer', bits: 64, isSigned: true }],
  ['INT96', { kind: 'moment', unit: 'int96', hasZone: false }],
  ['FLOAT', { kind: 'float', bits: 32 }],
  ['DOUBLE', { kind: 'float', bits: 64 }],
  ['BYTE_ARRAY', { kind: 'bytes' }],
  ['FIXED_LEN_BYTE_ARRAY', { kind: 'bytes' }],
]);

function logicalKind({ logical_type: logical, scale }: SchemaElement): ParquetKind | undefined {
  if (!logical) return undefined;
  if (logical.type === 'INTEGER') return integer(logical.bitWidth, logical.isSigned);
  if (logical.type === 'DECIMAL') return { kind: 'decimal', scale: scale ?? 0 };
  if (logical.type === 'TIMESTAMP') {
    const unit = unitNanoseconds[logical.unit];
    return { kind: 'moment', unit, hasZone: logical.isAdjustedToUTC };
  }
  return plainKinds.get(logical.type) ?? foreign(logical.type.toLowerCase(), true);
}

function integer(bits: number, isSigned: boolean): ParquetKind {
  if (bits === 8 || bits === 16 || bits === 32 || bits === 64)
    return { kind: 'integer', bits, isSigned };
  return foreign(`int${bits}`, true);
}

/** Files from before logical types. */
function convertedKind({ converted_type: type, scale }: SchemaElement): ParquetKind | undefined {
  if (!type) return undefined;
  const bits = /^(?<sign>U?)INT_(?<bits>\d+)$/u.exec(type)?.groups;
  if (bits) return integer(Number(bits['bits']), bits['sign'] !== 'U');
  if (type === 'DECIMAL') return { kind: 'decimal', scale: scale ?? 0 };
  return plainKinds.get(type) ?? foreign(type.toLowerCase(), true);
}

function physicalKind({ type }: SchemaElement): ParquetKind {
  return physicalKinds.get(type ?? '') ?? foreign('group', true);
}
