import { type PythonValue, pythonObject } from '../../src/core/formats/python-value.ts';
import { list, tuple } from './python-values.ts';

/** A dict whose keys are texts. */
export function dict(entries: Readonly<Record<string, PythonValue>>): PythonValue {
  return { kind: 'dict', entries: Object.entries(entries) };
}

/** A pandas Index of the given class as pandas pickles it. */
export function pandasIndex(name: string, data: PythonValue): PythonValue {
  const type: PythonValue = { kind: 'global', module: 'pandas.core.indexes.base', name };
  const maker = { module: 'pandas.core.indexes.base', name: '_new_Index' };
  return pythonObject(maker, [type, dict({ data, name: null })], 0);
}

/** A pandas Series; `labels` are the values of its index, or an index. */
export function pandasSeries(labels: PythonValue, values: PythonValue): PythonValue {
  const isIndex = typeof labels === 'object' && labels !== null && 'args' in labels;
  const index = isIndex ? labels : pandasIndex('Index', labels);
  const slice = pythonObject({ module: 'builtins', name: 'slice' }, [0, 1, 1], 0);
  const block = dict({ values, mgr_locs: slice });
  const kept = dict({ axes: list(index), blocks: list(block) });
  const managers = 'pandas.core.internals.managers';
  const manager = pythonObject({ module: managers, name: 'SingleBlockManager' }, [], 0);
  manager.state = tuple(list(index), list(values), list(index), dict({ '0.14.1': kept }));
  const series = pythonObject({ module: 'pandas.core.series', name: 'Series' }, [], 0);
  series.state = dict({ _mgr: manager });
  return series;
}

/** A pandas DataFrame of one block; `values` have a row for each column. */
export function pandasFrame(
  index: PythonValue,
  names: PythonValue,
  values: PythonValue,
): PythonValue {
  const count =
    typeof names === 'object' && names !== null && 'shape' in names ? (names.shape[0] ?? 0) : 0;
  const slice = pythonObject({ module: 'builtins', name: 'slice' }, [0, count, 1], 0);
  const block = pythonObject(
    { module: 'pandas._libs.internals', name: '_unpickle_block' },
    [values, slice, 2],
    0,
  );
  const manager = pythonObject(
    { module: 'pandas.core.internals.managers', name: 'BlockManager' },
    [tuple(block), list(pandasIndex('Index', names), index)],
    0,
  );
  const frame = pythonObject({ module: 'pandas', name: 'DataFrame' }, [], 0);
  frame.state = dict({ _mgr: manager });
  return frame;
}

/** An array of texts as pandas 3 keeps it without pyarrow. */
export function pandasTexts(objects: PythonValue): PythonValue {
  const type: PythonValue = { kind: 'global', module: 'pandas.arrays', name: 'StringArray' };
  const maker = { module: 'pandas._libs.arrays', name: '__pyx_unpickle_NDArrayBacked' };
  const array = pythonObject(maker, [type, 82_904_607, null], 0);
  const dtype = pythonObject({ module: 'pandas', name: 'StringDtype' }, ['python', Number.NaN], 0);
  array.state = tuple(dtype, objects);
  return array;
}

/** One array of texts as pyarrow pickles it; a bit of `validity` says that a text is there. */
export function arrowTexts(parts: {
  readonly length: number;
  readonly validity: number | null;
  readonly offsets: readonly number[];
  readonly bytes: string;
}): PythonValue {
  const call = (name: string, ...args: PythonValue[]): PythonValue =>
    pythonObject({ module: 'pyarrow.lib', name }, args, 0);
  const { length, validity, offsets, bytes } = parts;
  const ends = new Uint8Array(BigInt64Array.from(offsets, BigInt).buffer);
  const bits = validity === null ? null : call('py_buffer', Uint8Array.of(validity));
  const buffers = list(bits, call('py_buffer', ends), call('py_buffer', Buffer.from(bytes)));
  const type = call('type_for_alias', 'large_string');
  const chunk = call('_restore_array', tuple(type, length, 0, 0, buffers, list(), null));
  const array = pythonObject({ module: 'pandas.arrays', name: 'ArrowStringArray' }, [], 0);
  array.state = dict({ _pa_array: call('chunked_array', list(chunk, chunk), type) });
  return array;
}
