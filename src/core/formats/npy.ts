import { FormatError } from './format-error.ts';
import { type NumpyArray, decodeArray } from './numpy-array.ts';
import {
  type DtypeField,
  type NumpyDtype,
  parseTypeString,
  structuredDtype,
} from './numpy-dtype.ts';
import { type PythonLiteral, parsePythonLiteral } from './python-literal.ts';

/*
 * An .npy file: "\x93NUMPY", major and minor version, the header's length (two bytes in version 1,
 * four in 2 and 3), the header (a Python dict with descr, fortran_order and shape), the raw
 * elements. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const maximumHeaderLength = 1 << 20;

/** Reads an .npy file; arrays of Python objects, which would need pickle, are refused. */
export function readNpy(bytes: Uint8Array): NumpyArray {
  if (magic.some((byte, at) => bytes[at] !== byte)) {
    throw new FormatError('the .npy file does not begin with the NumPy magic', 0);
  }
  const { text, end } = readHeader(bytes);
  const header = parsePythonLiteral(text);
  if (!(header instanceof Map)) throw new FormatError('the .npy header is no dict', 10);
  const fields: ReadonlyMap<string, PythonLiteral> = header;
  const dtype = readDescription(fields.get('descr'), end);
  if (dtype.kind === 'scalar' && dtype.name === 'object') {
    throw new FormatError('the .npy file holds Python objects, which are not read', 10);
  }
  return decodeArray(bytes.subarray(end), {
    dtype,
    shape: readShape(fields.get('shape')),
    isFortranOrder: fields.get('fortran_order') === true,
    offset: end,
  });
}

function readHeader(bytes: Uint8Array): { text: string; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6] ?? 0;
  const start = version === 1 ? 10 : 12;
  if (version < 1 || version > 3 || bytes.length < start) {
    throw new FormatError(`the .npy version ${version} is not read, only 1 to 3`, 6);
  }
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const end = start + length;
  if (length > maximumHeaderLength || end > bytes.length) {
    throw new FormatError('the .npy header is longer than the file', 8);
  }
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(
    bytes.subarray(start, end),
  );
  return { text, end };
}

function readShape(shape: PythonLiteral | undefined): number[] {
  const isShape = Array.isArray(shape) && shape.every((length) => typeof length === 'number');
  if (!isShape) throw new FormatError('the .npy header has no shape', 10);
  return shape.filter((length) => typeof length === 'number');
}

function readDescription(description: PythonLiteral | undefined, offset: number): NumpyDtype {
  if (typeof description === 'string') return parseTypeString(description, offset);
  if (!Array.isArray(description)) throw new FormatError('the .npy header has no dtype', 10);
  const fields: DtypeField[] = [];
  let size = 0;
  for (const entry of description) {
    const [name, type] = Array.isArray(entry) && entry.length === 2 ? entry : [];
    if (typeof name !== 'string' || typeof type !== 'string') {
      throw new FormatError('a field of the .npy dtype is neither named nor scalar', 10);
    }
    const dtype = parseTypeString(type, offset);
    // NumPy writes the padding of aligned records as fields without a name.
    if (name !== '') fields.push({ name, dtype, offset: size });
    size += dtype.itemSize;
  }
  return structuredDtype(fields, size, offset);
}
