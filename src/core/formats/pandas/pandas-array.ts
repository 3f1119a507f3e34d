import { FormatError } from '../format-error.ts';
import type { NumpyArray } from '../numpy-array.ts';
import {
  type PythonObject,
  type PythonValue,
  describePythonValue,
  isTagged,
} from '../python-value.ts';
import { asArray, asItems, resolvePython } from '../resolve-python.ts';
import { readArrowTexts } from './arrow-texts.ts';

/** One value of a pandas object: NaN stands for every missing value but None. */
export type PandasCell = string | number | bigint | boolean | null;

/** Values of a Series, an Index or one column of a DataFrame. */
export interface PandasArray {
  /** `texts` are those of a string dtype, not of an array of objects. */
  readonly type: 'integers' | 'floats' | 'booleans' | 'objects' | 'texts';
  readonly cells: readonly PandasCell[];
}

/** Several arrays of equal length: the rows of a block of columns, or one of a Series. */
export interface PandasBlock {
  readonly type: PandasArray['type'];
  readonly cells: readonly PandasCell[];
  readonly shape: readonly number[];
}

/**
 * The values that pandas 1.1 to 3.1 keep as a NumPy array, a NumPy-backed or an Arrow-backed array
 * of texts. Throws FormatError that names any other kind.
 */
export function readBlock(raw: PythonValue): PandasBlock {
  const value = resolvePython(raw);
  if (!isTagged(value)) throw unknownKind(value);
  if (value.kind === 'array') return readNumpy(value);
  if (value.kind !== 'object') throw unknownKind(value);
  if (value.name === 'ArrowStringArray') {
    const cells = readArrowTexts(value);
    return { type: 'texts', cells, shape: [cells.length] };
  }
  if (value.name === '__pyx_unpickle_NDArrayBacked') return readBacked(value);
  throw unknownKind(value);
}

/** The same for one dimension. */
export function readArray(raw: PythonValue): PandasArray {
  const { type, cells, shape } = readBlock(raw);
  if (shape.length === 1) return { type, cells };
  throw new FormatError(`a pandas object has values of the shape (${shape.join(', ')})`, 0);
}

function readNumpy(array: NumpyArray): PandasBlock {
  const { dtype, shape } = array;
  if (dtype === 'bytes' || dtype === 'void' || dtype === 'structured') throw unknownKind(array);
  if (dtype === 'object') return { type: 'objects', cells: array.values.map(readCell), shape };
  if (dtype === 'str') return { type: 'objects', cells: array.values, shape };
  if (dtype === 'bool')
    return { type: 'booleans', cells: Array.from(array.values, Boolean), shape };
  if (dtype === 'float64' || dtype === 'float32') {
    return { type: 'floats', cells: Array.from(array.values), shape };
  }
  const integers = Array.from<number | bigint, PandasCell>(array.values, narrow);
  return { type: 'integers', cells: integers, shape };
}

function narrow(value: number | bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** `StringArray`: the state is (dtype, array of objects) in either order, and a dict before 3.0. */
function readBacked(object: PythonObject): PandasBlock {
  const [type] = object.args;
  const isTexts = isTagged(type) && type.kind === 'global' && type.name.startsWith('StringArray');
  const array = asItems(object.state)
    ?.map(asArray)
    .find((item) => item !== undefined);
  if (isTexts && array?.dtype === 'object') {
    return { type: 'texts', cells: array.values.map(readCell), shape: array.shape };
  }
  throw unknownKind(type ?? object);
}

/** One Python object as a cell. Throws FormatError for what is no text, number or boolean. */
export function readCell(raw: PythonValue): PandasCell {
  const value = resolvePython(raw);
  if (value === null || typeof value !== 'object') return value;
  if (isTagged(value) && value.kind === 'array' && value.shape.length === 0) {
    const [cell] = readNumpy(value).cells;
    if (cell !== undefined) return cell;
  }
  if (isPandasNa(value)) return Number.NaN;
  throw unknownKind(value);
}

/** True for pandas.NA, which pickle finds in `pandas` or in `pandas._libs.missing`. */
export function isPandasNa(value: PythonValue): boolean {
  const isName = isTagged(value) && (value.kind === 'global' || value.kind === 'object');
  return isName && /^pandas(\.|$)/.test(value.module) && /^NA(Type)?$/.test(value.name);
}

function unknownKind(value: PythonValue): FormatError {
  const offset = isTagged(value) && value.kind === 'object' ? value.offset : 0;
  return new FormatError(`a pandas object holds ${describePythonValue(value)}`, offset);
}
