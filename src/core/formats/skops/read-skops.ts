import { FormatError } from '../format-error.ts';
import { type NumpyArray, elementCount } from '../numpy-array.ts';
import { readNpy } from '../npy.ts';
import { type PythonDict, type PythonValue, isTagged, pythonObject } from '../python-value.ts';
import { type ZipArchive, openZip } from '../zip.ts';

/*
 * A skops file is a zip archive: schema.json holds a tree of nodes, each with its class, module and
 * loader; arrays and bytes are members that nodes name. skops.io (0.9 to 0.16), protocols 0 to 2:
 * https://skops.readthedocs.io/en/stable/persistence.html
 */
const highestProtocol = 2;
const maximumDepth = 500;

/** A node of schema.json, not yet trusted in any part. */
type Node = Readonly<Record<string, unknown>>;

interface Reader {
  readonly archive: ZipArchive;
  /** Nodes by `__id__`; undefined while the node is being read. */
  readonly memo: Map<unknown, PythonValue | undefined>;
  depth: number;
  /** As many items as the schema has bytes: lists that are shared may seem to hold more. */
  readonly maximumItems: number;
}

type Loader = (reader: Reader, node: Node) => PythonValue;

const loaders: ReadonlyMap<unknown, Loader> = new Map<unknown, Loader>([
  ['JsonNode', readJson],
  ['DictNode', readDict],
  ['DefaultDictNode', readDefaultDict],
  ['ListNode', (reader, node) => ({ kind: 'list', items: readItems(reader, node['content']) })],
  ['SetNode', (reader, node) => ({ kind: 'set', items: readItems(reader, node['content']) })],
  ['TupleNode', (reader, node) => ({ kind: 'tuple', items: readItems(reader, node['content']) })],
  ['NdArrayNode', readNdArray],
  ['ObjectNode', readObject],
  ['TreeNode', readReduced],
  ['LossNode', readReduced],
  ['TypeNode', readName],
  ['FunctionNode', readName],
  ['BytesNode', (reader, node) => readMember(reader, node)],
  ['BytearrayNode', (reader, node) => readMember(reader, node)],
  ['ConstructorFromReduceNode', readConstructor],
  ['DTypeNode', readDtype],
  ['SliceNode', readSlice],
]);

/** Nodes that describe something which is never needed to predict: kept by name only. */
const opaqueLoaders: ReadonlySet<unknown> = new Set([
  'RandomStateNode',
  'RandomGeneratorNode',
  'SparseMatrixNode',
  'MaskedArrayNode',
  'MethodNode',
  'PartialNode',
  'OperatorFuncNode',
  '_DictWithDeprecatedKeysNode',
  'QuantileForestNode',
]);

/**
 * Reads a skops file into data; nothing is imported or called, and no type needs to be trusted.
 * Throws FormatError for a file that is damaged, newer than protocol 2 or nested without end.
 */
export function readSkops(bytes: Uint8Array): PythonValue {
  const archive = openZip(bytes);
  const { schema, length } = readSchema(archive);
  const protocol = schema['protocol'];
  const isKnown = typeof protocol === 'number' && protocol >= 0 && protocol <= highestProtocol;
  if (!isKnown) {
    throw new FormatError(
      `the skops protocol ${JSON.stringify(protocol)} is not read, only 0 to ${highestProtocol}`,
      0,
    );
  }
  return readNode({ archive, memo: new Map(), depth: 0, maximumItems: length }, schema);
}

function readSchema(archive: ZipArchive): { schema: Node; length: number } {
  const member = archive.read('schema.json');
  if (!member) throw new FormatError('the archive has no schema.json, so it is no skops file', 0);
  try {
    const schema = asNode(JSON.parse(new TextDecoder().decode(member)));
    return { schema, length: member.length };
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError('schema.json of the skops file is not valid JSON', 0);
  }
}

/** skops.io._audit.get_tree: a node whose `__id__` was seen is the node seen first. */
function readNode(reader: Reader, value: unknown): PythonValue {
  const node = asNode(value);
  const id = node['__id__'];
  if (id !== undefined && reader.memo.has(id)) {
    const known = reader.memo.get(id);
    if (known === undefined) throw new FormatError('a skops node contains itself', 0);
    return known;
  }
  if (reader.depth >= maximumDepth) {
    throw new FormatError(`the skops nodes nest more than ${maximumDepth} deep`, 0);
  }
  if (id !== undefined) reader.memo.set(id, undefined);
  reader.depth += 1;
  const result = loadNode(reader, node);
  reader.depth -= 1;
  if (id !== undefined) reader.memo.set(id, result);
  return result;
}

function loadNode(reader: Reader, node: Node): PythonValue {
  const loader = loaders.get(node['__loader__']);
  if (loader) return loader(reader, node);
  if (opaqueLoaders.has(node['__loader__'])) return pythonObject(typeOf(node), [], 0);
  throw new FormatError(`the skops node ${JSON.stringify(node['__loader__'])} is not read`, 0);
}

/** The content is JSON inside a string; Python also writes NaN and Infinity. */
function readJson(_reader: Reader, node: Node): PythonValue {
  const content = node['content'];
  if (typeof content !== 'string') throw new FormatError('a JsonNode has no content', 0);
  const special = { NaN: Number.NaN, Infinity, '-Infinity': -Infinity }[content];
  if (special !== undefined) return special;
  if (/^-?\d{16,10000}$/.test(content)) return exactInteger(content);
  try {
    const value: unknown = JSON.parse(content);
    if (value === null || ['boolean', 'number', 'string'].includes(typeof value)) {
      return value as PythonValue; // one of the four types that the line above checks
    }
  } catch {
    // falls to the refusal
  }
  throw new FormatError(`a JsonNode holds ${JSON.stringify(content.slice(0, 40))}`, 0);
}

function exactInteger(digits: string): PythonValue {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}

function readDict(reader: Reader, node: Node): PythonDict {
  const names = keyTypes(reader, node);
  const content = Object.entries(asNode(node['content']));
  if (names.length !== content.length) {
    throw new FormatError('a DictNode has not as many key types as keys', 0);
  }
  // JSON objects in JavaScript put keys that look like numbers first: pair types only when alike.
  const areAlike = names.every((name) => name === names[0]);
  const canReorder = content.some(([key]) => /^\d+$/.test(key));
  if (!areAlike && canReorder) {
    throw new FormatError('a DictNode mixes numbers and other keys, which is not read', 0);
  }
  const entries = content.map(([key, value], at): [PythonValue, PythonValue] => [
    convertKey(key, names[at] ?? ''),
    readNode(reader, value),
  ]);
  return { kind: 'dict', entries };
}

function keyTypes(reader: Reader, node: Node): string[] {
  const types = readNode(reader, node['key_types']);
  const items = isTagged(types) && types.kind === 'list' ? types.items : [];
  return items.map((type) => (isTagged(type) && type.kind === 'global' ? type.name : ''));
}

function convertKey(key: string, type: string): PythonValue {
  if (type === 'str' || type === 'str_') return key;
  if (type === 'bool' || type === 'bool_') return key === 'true' || key === 'True';
  if (type === 'NoneType') return null;
  const number = Number(key);
  if (/^(int|float)\d*$/.test(type) && !Number.isNaN(number)) return number;
  throw new FormatError(`a DictNode has a key of type ${JSON.stringify(type)}`, 0);
}

function readDefaultDict(reader: Reader, node: Node): PythonValue {
  return readNode(reader, asNode(node['content'])['main']);
}

function readItems(reader: Reader, content: unknown): PythonValue[] {
  if (!Array.isArray(content)) throw new FormatError('a skops node has no list of items', 0);
  return content.map((item) => readNode(reader, item));
}

/** Arrays of objects are lists in the schema; NumPy's scalars are arrays without a dimension. */
function readNdArray(reader: Reader, node: Node): PythonValue {
  if (node['type'] === 'numpy') return readNpy(readMember(reader, node));
  if (node['type'] !== 'json') throw new FormatError('an NdArrayNode has an unknown type', 0);
  const shape = readNode(reader, node['shape']);
  const lengths = isTagged(shape) && shape.kind === 'tuple' ? shape.items.map(Number) : [];
  const items = readItems(reader, node['content']);
  const count = elementCount(lengths, 0);
  if (count > reader.maximumItems) throw notTheShape();
  const values = count === 0 ? [] : flatten(items, lengths);
  if (values.length !== count) throw notTheShape();
  return { kind: 'array', shape: lengths, dtype: 'object', values } satisfies NumpyArray;
}

function notTheShape(): FormatError {
  return new FormatError('an array of objects has not as many items as its shape', 0);
}

/** The type strings of `numpy.dtype(…)`, as a pickle has them. */
const typeStrings: Partial<Record<NumpyArray['dtype'], string>> = {
  float64: 'f8',
  float32: 'f4',
  int64: 'i8',
  int32: 'i4',
  int16: 'i2',
  int8: 'i1',
  uint64: 'u8',
  uint32: 'u4',
  uint16: 'u2',
  uint8: 'u1',
  bool: 'b1',
  object: 'O8',
};

/** A dtype is written as an array without elements; of others than these only the class is told. */
function readDtype(reader: Reader, node: Node): PythonValue {
  const array = readNode(reader, node['content']);
  const name = isTagged(array) && array.kind === 'array' ? typeStrings[array.dtype] : undefined;
  return pythonObject({ module: 'numpy', name: 'dtype' }, name === undefined ? [] : [name], 0);
}

/** `slice(start, stop, step)`, as a pickle has it. */
function readSlice(_reader: Reader, node: Node): PythonValue {
  const content = asNode(node['content']);
  const limits = ['start', 'stop', 'step'].map((name) => content[name] ?? null);
  const isPlain = limits.every((limit) => limit === null || Number.isSafeInteger(limit));
  if (!isPlain) throw new FormatError('a SliceNode holds something else than integers', 0);
  // Integers or null, which the line above checks.
  return pythonObject({ module: 'builtins', name: 'slice' }, limits as PythonValue[], 0);
}

/** The items of nested lists, each of the length that the shape gives its level. */
function flatten(
  items: readonly PythonValue[],
  [length = 1, ...inner]: readonly number[],
): PythonValue[] {
  if (items.length !== length) throw notTheShape();
  if (inner.length === 0) return [...items];
  return items.flatMap((item) => {
    if (isTagged(item) && item.kind === 'list') return flatten(item.items, inner);
    throw new FormatError('an array of objects has rows of different shapes', 0);
  });
}

function readObject(reader: Reader, node: Node): PythonValue {
  const object = pythonObject(typeOf(node), [], 0);
  const content = node['content'];
  if (content !== undefined && content !== null) object.state = readNode(reader, content);
  return object;
}

/** Nodes with the arguments of `__reduce__`, of which scikit-learn's Tree is the one that counts. */
function readReduced(reader: Reader, node: Node): PythonValue {
  const args = readNode(reader, asNode(node['__reduce__'])['args']);
  const items = isTagged(args) && args.kind === 'tuple' ? args.items : [];
  const object = pythonObject(typeOf(node), items, 0);
  object.state = readNode(reader, node['content']);
  return object;
}

function readConstructor(reader: Reader, node: Node): PythonValue {
  const args = readNode(reader, node['content']);
  const items = isTagged(args) && args.kind === 'tuple' ? args.items : [];
  return pythonObject(typeOf(node), items, 0);
}

function readName(_reader: Reader, node: Node): PythonValue {
  return { kind: 'global', ...typeOf(node) };
}

function readMember(reader: Reader, node: Node): Uint8Array {
  const file = node['file'];
  const bytes = typeof file === 'string' ? reader.archive.read(file) : undefined;
  if (bytes) return bytes;
  throw new FormatError(`the skops file has no member ${JSON.stringify(file)}`, 0);
}

function typeOf(node: Node): { module: string; name: string } {
  return { module: String(node['__module__']), name: String(node['__class__']) };
}

function asNode(value: unknown): Node {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Node; // an object of unknown entries, as the line above checks
  }
  throw new FormatError('schema.json of the skops file has a node that is no object', 0);
}
