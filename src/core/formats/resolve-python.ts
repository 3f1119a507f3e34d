import { FormatError } from './format-error.ts';
import { type NumpyArray, decodeArray, elementCount } from './numpy-array.ts';
import {
  type DtypeField,
  type NumpyDtype,
  parseTypeString,
  structuredDtype,
} from './numpy-dtype.ts';
import {
  type PythonObject,
  type PythonSequence,
  type PythonValue,
  describePythonValue,
  isTagged,
} from './python-value.ts';

type Resolver = (object: PythonObject) => PythonValue;

/** NumPy moved `core` to `_core` in 2.0; Python 3 renamed `__builtin__`. */
const resolvers: ReadonlyMap<string, Resolver> = new Map<string, Resolver>([
  ['numpy.core.multiarray._reconstruct', resolveArray],
  ['numpy.core.multiarray.scalar', resolveScalar],
  ['numpy.core.numeric._frombuffer', resolveFromBuffer],
  ['_codecs.encode', resolveEncode],
  ['builtins.bytearray', (object) => resolveBytes(object, 0)],
  ['builtins.bytes', (object) => resolveBytes(object, 0)],
  ['builtins.list', (object) => copySequence('list', object)],
  ['builtins.set', (object) => copySequence('set', object)],
  ['builtins.frozenset', (object) => copySequence('frozenset', object)],
  ['collections.OrderedDict', resolveDict],
  ['collections.defaultdict', resolveDict],
  ['builtins.dict', resolveDict],
]);

/**
 * Turns an object that describes a NumPy array, bytes or a standard container into that value; all
 * other values come back as they are. One level only: items are resolved by who uses them. Throws
 * FormatError when such an object is malformed or has a dtype that is not read.
 */
export function resolvePython(value: PythonValue): PythonValue {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (value.kind !== 'object') return value;
  const resolve = resolvers.get(fullName(value));
  return resolve ? resolve(value) : value;
}

function fullName(object: PythonObject): string {
  const module = object.module.replace(/^numpy\._core\./, 'numpy.core.');
  return `${module === '__builtin__' ? 'builtins' : module}.${object.name}`;
}

/** `_reconstruct(ndarray, (0,), b'b')` with the state (version, shape, dtype, order, data). */
function resolveArray(object: PythonObject): NumpyArray {
  const { offset } = object;
  const state = items(object.state, offset);
  const [shape, type, isFortranOrder, data] = state.length === 5 ? state.slice(1) : state;
  const lengths = readShape(shape, offset);
  const dtype = readDtype(type, offset);
  if (dtype.kind === 'scalar' && dtype.name === 'object') {
    const values = items(data, offset);
    if (values.length !== elementCount(lengths, offset)) {
      throw new FormatError('an array of objects has not as many items as its shape', offset);
    }
    return { kind: 'array', shape: lengths, dtype: 'object', values };
  }
  const layout = { dtype, shape: lengths, isFortranOrder: isFortranOrder === true, offset };
  return decodeArray(rawBytes(data, offset), layout);
}

/** `scalar(dtype, bytes)`, or `scalar(dtype, object)` for the object dtype. */
function resolveScalar(object: PythonObject): NumpyArray {
  const { offset, args } = object;
  const dtype = readDtype(args[0], offset);
  if (dtype.kind === 'scalar' && dtype.name === 'object') {
    return { kind: 'array', shape: [], dtype: 'object', values: [args[1] ?? null] };
  }
  const layout = { dtype, shape: [], isFortranOrder: false, offset };
  return decodeArray(rawBytes(args[1], offset), layout);
}

/** `_frombuffer(buffer, dtype, shape, order)`, which protocol 5 uses. */
function resolveFromBuffer(object: PythonObject): NumpyArray {
  const { offset, args } = object;
  const [data, type, shape, order] = args;
  return decodeArray(rawBytes(data, offset), {
    dtype: readDtype(type, offset),
    shape: readShape(shape, offset),
    isFortranOrder: order === 'F',
    offset,
  });
}

/** Python 3 writes bytes for protocols 0 to 2 as `_codecs.encode(text, 'latin1')`. */
function resolveEncode(object: PythonObject): Uint8Array {
  const [text, encoding] = object.args;
  if (typeof text !== 'string' || (encoding !== 'latin1' && encoding !== 'latin-1')) {
    throw new FormatError('_codecs.encode is only read for latin1', object.offset);
  }
  return Buffer.from(text, 'latin1');
}

function resolveBytes(object: PythonObject, depth: number): Uint8Array {
  const [first, encoding] = object.args;
  if (first === undefined) return new Uint8Array(0);
  if (typeof first === 'string' && encoding === 'latin-1') return Buffer.from(first, 'latin1');
  return rawBytes(first, object.offset, depth + 1);
}

function copySequence(kind: PythonSequence['kind'], object: PythonObject): PythonSequence {
  const [first] = object.args;
  const initial = first === undefined ? [] : items(first, object.offset);
  return { kind, items: [...initial, ...object.items] };
}

function resolveDict(object: PythonObject): PythonValue {
  const initial = object.args.find(isDict);
  const entries = initial ? initial.entries : [];
  return { kind: 'dict', entries: [...entries, ...object.entries] };
}

/** A NumPy array or scalar, resolved; undefined for anything else. */
export function asArray(raw: PythonValue | undefined): NumpyArray | undefined {
  const value = resolvePython(raw ?? null);
  return isTagged(value) && value.kind === 'array' ? value : undefined;
}

/** The items of a list or a tuple; undefined for anything else. */
export function asItems(raw: PythonValue | undefined): readonly PythonValue[] | undefined {
  const value = resolvePython(raw ?? null);
  const isSequence = isTagged(value) && (value.kind === 'list' || value.kind === 'tuple');
  return isSequence ? value.items : undefined;
}

/** The entries of a dict; undefined for anything else. */
export function asEntries(
  raw: PythonValue | undefined,
): readonly (readonly [PythonValue, PythonValue])[] | undefined {
  const value = resolvePython(raw ?? null);
  return isDict(value) ? value.entries : undefined;
}

function isDict(
  value: PythonValue | undefined,
): value is Extract<PythonValue, { readonly kind: 'dict' }> {
  return isTagged(value) && value.kind === 'dict';
}

function items(value: PythonValue | undefined, offset: number): readonly PythonValue[] {
  // As they stand: an object that is made of itself would have to be resolved without end.
  if (isTagged(value) && (value.kind === 'list' || value.kind === 'tuple')) return value.items;
  throw new FormatError(`a list or tuple is missing, found ${describePythonValue(value)}`, offset);
}

/** Bytes are made of bytes at most once or twice, unless a hostile file makes them of themselves. */
const deepestBytes = 8;

function rawBytes(value: PythonValue | undefined, offset: number, depth = 0): Uint8Array {
  if (value instanceof Uint8Array) return value;
  // Python 2 wrote raw bytes as str; ASCII text stands for the same bytes.
  if (typeof value === 'string') return Buffer.from(value, 'latin1');
  const object = isTagged(value) && value.kind === 'object' ? value : undefined;
  const name = object && fullName(object);
  if (object && name === '_codecs.encode') return resolveEncode(object);
  const isBytes = name === 'builtins.bytes' || name === 'builtins.bytearray';
  if (object && isBytes && depth < deepestBytes) return resolveBytes(object, depth);
  throw new FormatError(`raw bytes are missing, found ${describePythonValue(value)}`, offset);
}

function readShape(value: PythonValue | undefined, offset: number): number[] {
  return items(value, offset).map((length) => {
    if (typeof length === 'number') return length;
    throw new FormatError('the shape of an array holds something else than numbers', offset);
  });
}

/** `dtype('f8', False, True)` with the state (version, order, subarray, names, fields, size, …). */
function readDtype(value: PythonValue | undefined, offset: number): NumpyDtype {
  const isDtype = isTagged(value) && value.kind === 'object' && value.name === 'dtype';
  if (!isDtype || value.module !== 'numpy') {
    throw new FormatError(`a NumPy dtype is missing, found ${describePythonValue(value)}`, offset);
  }
  const [type] = value.args;
  const state = value.state === undefined ? [] : items(value.state, offset);
  const [, order, , names, fields, itemSize] = state;
  if (typeof type !== 'string') throw new FormatError('a NumPy dtype has no name', offset);
  if (isTagged(names) && isDict(fields)) {
    return readStructure({ names: items(names, offset), fields: fields.entries, itemSize, offset });
  }
  return parseTypeString(`${order === '>' ? '>' : '<'}${type}`, offset);
}

interface StructureParts {
  readonly names: readonly PythonValue[];
  readonly fields: readonly (readonly [PythonValue, PythonValue])[];
  readonly itemSize: PythonValue | undefined;
  readonly offset: number;
}

function readStructure(parts: StructureParts): NumpyDtype {
  const { names, fields, itemSize, offset } = parts;
  const read = names.map((name): DtypeField => {
    const [type, at] = items(fields.find(([key]) => key === name)?.[1], offset);
    // A record inside a record has no meaning in the models that are read.
    const isNested = isTagged(type) && type.kind === 'object' && type.args[0] === undefined;
    const dtype = isNested ? undefined : readDtype(type, offset);
    if (typeof name !== 'string' || dtype?.kind !== 'scalar' || typeof at !== 'number') {
      throw new FormatError('a structured dtype has a field that is not read', offset);
    }
    return { name, dtype, offset: at };
  });
  if (typeof itemSize !== 'number') {
    throw new FormatError('a structured dtype has no size', offset);
  }
  return structuredDtype(read, itemSize, offset);
}
