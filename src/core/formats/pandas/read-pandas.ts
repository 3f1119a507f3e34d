import { FormatError } from '../format-error.ts';
import {
  type PythonObject,
  type PythonValue,
  describePythonValue,
  isTagged,
} from '../python-value.ts';
import { asEntries, asItems, resolvePython } from '../resolve-python.ts';
import { type PandasArray, type PandasCell, readArray, readBlock } from './pandas-array.ts';

/** A pandas Series: values with their labels. */
export interface PandasSeries {
  readonly index: PandasArray;
  readonly values: PandasArray;
}

/** A pandas DataFrame. */
export interface PandasFrame {
  readonly index: PandasArray;
  readonly names: readonly PandasCell[];
  readonly columns: readonly PandasArray[];
}

/** So that a RangeIndex or a slice in a hostile file does not become as many steps. */
const mostLabels = 10_000_000;

const indexNames: ReadonlySet<string> = new Set([
  'Index',
  'Int64Index',
  'UInt64Index',
  'Float64Index',
]);

/**
 * Reads a pickled Series as data: its manager has one block (pandas 1.1 to 3.1). Throws
 * FormatError, which names what is not read.
 */
export function readSeries(raw: PythonValue): PandasSeries {
  const { axes, blocks } = readManager(raw, 'Series');
  const [labels] = axes;
  const [block] = blocks;
  if (labels === undefined || !block || axes.length !== 1 || blocks.length !== 1) {
    throw malformed('a Series', raw);
  }
  const index = readIndex(labels);
  const values = readArray(block.values);
  if (index.cells.length !== values.cells.length) throw malformed('a Series', raw);
  return { index, values };
}

/** Reads a pickled DataFrame in the same way. */
export function readFrame(raw: PythonValue): PandasFrame {
  const { axes, blocks } = readManager(raw, 'DataFrame');
  const [first, second] = axes;
  if (first === undefined || second === undefined) throw malformed('a DataFrame', raw);
  const names = readIndex(first).cells;
  const index = readIndex(second);
  const columns: (PandasArray | undefined)[] = names.map(() => undefined);
  for (const { values, places } of blocks) {
    const { type, cells, shape } = readBlock(values);
    const targets = readPlaces(places, names.length);
    const rowCount = index.cells.length;
    // A block of texts has one dimension, and is one column.
    const isShape = shape.length === 1 ? targets.length === 1 : shape[0] === targets.length;
    if (!isShape || cells.length !== targets.length * rowCount) throw malformed('a DataFrame', raw);
    targets.forEach((target, at) => {
      columns[target] = { type, cells: cells.slice(at * rowCount, (at + 1) * rowCount) };
    });
  }
  const known = columns.filter((column) => column !== undefined);
  if (known.length !== names.length) throw malformed('a DataFrame', raw);
  return { index, names, columns: known };
}

/** Reads a pickled Index: `_new_Index(class, {data, name})`. */
export function readIndex(raw: PythonValue): PandasArray {
  const value = resolvePython(raw);
  const isCall = isTagged(value) && value.kind === 'object' && value.name === '_new_Index';
  if (!isCall || !value.module.startsWith('pandas.')) throw malformed('an Index', raw);
  const [type, options] = value.args;
  const name = isTagged(type) && type.kind === 'global' ? type.name : '';
  const read = entriesOf(options);
  if (name === 'RangeIndex') return rangeOf(read, raw);
  const data = read.get('data');
  if (!indexNames.has(name) || data === undefined) {
    throw new FormatError(
      `an index of pandas is ${describePythonValue(type)}, which is not read`,
      value.offset,
    );
  }
  return readArray(data);
}

interface RawBlock {
  readonly values: PythonValue;
  readonly places: PythonValue;
}

/**
 * The manager of a Series or a DataFrame. A SingleBlockManager has the state (axes, values, items,
 * {"0.14.1": {axes, blocks}}), and so has a BlockManager until pandas 1.2; later ones are called
 * with (blocks, axes), each block being `_unpickle_block(values, places, dimensions)`.
 */
function readManager(
  raw: PythonValue,
  name: 'Series' | 'DataFrame',
): { readonly axes: readonly PythonValue[]; readonly blocks: readonly RawBlock[] } {
  const object = resolvePython(raw);
  const isOne = isTagged(object) && object.kind === 'object' && object.name === name;
  if (!isOne || !/^pandas(\.|$)/.test(object.module)) throw malformed(`a ${name}`, raw);
  const manager = entriesOf(object.state).get('_mgr');
  if (!isTagged(manager) || manager.kind !== 'object') throw malformed(`a ${name}`, raw);
  const state = asItems(manager.state) ?? [];
  if (state.length > 0) {
    const kept = entriesOf(entriesOf(state[3]).get('0.14.1'));
    const blocks = (asItems(kept.get('blocks')) ?? []).map((block) => {
      const parts = entriesOf(block);
      return { values: parts.get('values') ?? null, places: parts.get('mgr_locs') ?? null };
    });
    return { axes: asItems(kept.get('axes')) ?? [], blocks };
  }
  const [blocks, axes] = manager.args;
  const called = (asItems(blocks) ?? []).map((block) => calledBlock(block, raw));
  return { axes: asItems(axes) ?? [], blocks: called };
}

function calledBlock(block: PythonValue, raw: PythonValue): RawBlock {
  const isCall = isTagged(block) && block.kind === 'object' && block.name === '_unpickle_block';
  const [values, places] = isCall ? block.args : [];
  if (values === undefined || places === undefined) throw malformed('a DataFrame', raw);
  return { values, places };
}

/** The columns of a block: `slice(start, stop, step)` or an array of numbers. */
function readPlaces(raw: PythonValue, count: number): number[] {
  const isSlice = isTagged(raw) && raw.kind === 'object' && raw.name === 'slice';
  const places = isSlice ? countFrom(raw) : readArray(raw).cells.map(Number);
  const isInside = places.every((at) => Number.isInteger(at) && at >= 0 && at < count);
  if (isInside && places.length <= count) return places;
  throw new FormatError('a DataFrame has a block of columns that it does not have', 0);
}

function countFrom(slice: PythonObject): number[] {
  const [start = 0, stop = 0, step = 1] = slice.args.map((limit) => limit ?? 1);
  return sequence(Number(start), Number(stop), Number(step));
}

function rangeOf(options: ReadonlyMap<string, PythonValue>, raw: PythonValue): PandasArray {
  const [start, stop, step] = ['start', 'stop', 'step'].map((name) => options.get(name));
  if (typeof start !== 'number' || typeof stop !== 'number' || typeof step !== 'number') {
    throw malformed('a RangeIndex', raw);
  }
  return { type: 'integers', cells: sequence(start, stop, step) };
}

function sequence(start: number, stop: number, step: number): number[] {
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (!Number.isSafeInteger(length) || length > mostLabels || !Number.isSafeInteger(start)) {
    throw new FormatError(`a pandas object counts from ${start} to ${stop} by ${step}`, 0);
  }
  return Array.from({ length }, (_, at) => start + at * step);
}

function entriesOf(raw: PythonValue | undefined): ReadonlyMap<string, PythonValue> {
  const entries = asEntries(raw) ?? [];
  return new Map(
    entries.flatMap(([name, item]) => (typeof name === 'string' ? [[name, item] as const] : [])),
  );
}

function malformed(expected: string, found: PythonValue): FormatError {
  const offset = isTagged(found) && found.kind === 'object' ? found.offset : 0;
  const seen = describePythonValue(found);
  return new FormatError(
    `${expected} of pandas is expected, but ${seen} is not read as one`,
    offset,
  );
}
