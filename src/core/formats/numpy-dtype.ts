import { FormatError } from './format-error.ts';

/**
 * NumPy's element types that are read. Type strings (`<f8`, `|S5`, `>U3`) are those of the array
 * interface: byte order, kind, size in bytes, for `U` in characters of four bytes.
 * https://numpy.org/doc/stable/reference/arrays.interface.html
 */
type ScalarName =
  | 'float64'
  | 'float32'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint64'
  | 'uint32'
  | 'uint16'
  | 'uint8'
  | 'bool'
  | 'str'
  | 'bytes'
  | 'object'
  | 'void';

/** An element that is one value. */
export interface ScalarDtype {
  readonly kind: 'scalar';
  readonly name: ScalarName;
  /** Bytes of one element; 0 for empty strings. */
  readonly itemSize: number;
  readonly isBigEndian: boolean;
}

/** A named part of a {@link StructuredDtype}. */
export interface DtypeField {
  readonly name: string;
  readonly dtype: ScalarDtype;
  readonly offset: number;
}

/** An element that is a record of scalars, as a decision tree's nodes are. */
export interface StructuredDtype {
  readonly kind: 'structured';
  readonly fields: readonly DtypeField[];
  readonly itemSize: number;
}

/** The type of an array's elements. */
export type NumpyDtype = ScalarDtype | StructuredDtype;

const numbers: Readonly<Record<string, ScalarName>> = {
  f8: 'float64',
  f4: 'float32',
  i8: 'int64',
  i4: 'int32',
  i2: 'int16',
  i1: 'int8',
  u8: 'uint64',
  u4: 'uint32',
  u2: 'uint16',
  u1: 'uint8',
  b1: 'bool',
};

const sized: Readonly<Record<string, { readonly name: ScalarName; readonly unit: number }>> = {
  U: { name: 'str', unit: 4 },
  S: { name: 'bytes', unit: 1 },
  V: { name: 'void', unit: 1 },
};

/** The largest element that is accepted: longer text has no place in a model's arrays. */
const maximumItemSize = 1 << 24;

/**
 * Reads a type string such as `<f8`; without a byte order it is little-endian. Throws FormatError
 * that names a type which is not read (complex, half and long double, dates).
 */
export function parseTypeString(text: string, offset: number): ScalarDtype {
  const match = /^([<>|=]?)([a-zA-Z?])(\d*)$/.exec(text);
  const [, order = '', kind = '', digits = ''] = match ?? [];
  const isBigEndian = order === '>';
  if (kind === '?') return { kind: 'scalar', name: 'bool', itemSize: 1, isBigEndian };
  if (kind === 'O') return { kind: 'scalar', name: 'object', itemSize: 8, isBigEndian };
  const name = numbers[kind + digits];
  if (name !== undefined) {
    return { kind: 'scalar', name, itemSize: Number(digits), isBigEndian };
  }
  const text_ = sized[kind];
  const itemSize = Number(digits) * (text_?.unit ?? 0);
  if (!text_ || itemSize > maximumItemSize) {
    throw new FormatError(`the NumPy dtype ${JSON.stringify(text)} is not read`, offset);
  }
  return { kind: 'scalar', name: text_.name, itemSize, isBigEndian };
}

/** Puts fields together; throws FormatError when one lies outside the element. */
export function structuredDtype(
  fields: readonly DtypeField[],
  itemSize: number,
  offset: number,
): StructuredDtype {
  for (const field of fields) {
    const end = field.offset + field.dtype.itemSize;
    if (!(field.offset >= 0 && end <= itemSize) || field.dtype.name === 'object') {
      throw new FormatError(`the field "${field.name}" does not fit its structured dtype`, offset);
    }
  }
  return { kind: 'structured', fields, itemSize };
}
