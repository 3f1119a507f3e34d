import type { NumpyArray } from '../../src/core/formats/numpy-array.ts';
import { type PythonValue, pythonObject } from '../../src/core/formats/python-value.ts';

/** An estimator as the readers yield it; `type` is `sklearn.tree._classes.DecisionTreeClassifier`. */
export function estimator(
  type: string,
  attributes: Readonly<Record<string, PythonValue>>,
  version = '1.9.1',
): PythonValue {
  const split = type.lastIndexOf('.');
  const name = { module: type.slice(0, split), name: type.slice(split + 1) };
  const object = pythonObject(name, [], 0);
  const entries = Object.entries({ ...attributes, _sklearn_version: version });
  object.state = { kind: 'dict', entries };
  return object;
}

export function list(...items: PythonValue[]): PythonValue {
  return { kind: 'list', items };
}

export function tuple(...items: PythonValue[]): PythonValue {
  return { kind: 'tuple', items };
}

export function floats(values: readonly number[], shape = [values.length]): NumpyArray {
  return { kind: 'array', dtype: 'float64', shape, values: Float64Array.from(values) };
}

export function objects(...values: PythonValue[]): NumpyArray {
  return { kind: 'array', dtype: 'object', shape: [values.length], values };
}

/** One node of {@link tree}: a leaf has no feature. */
export interface TreeNode {
  readonly left: number;
  readonly right: number;
  readonly feature?: number;
  readonly threshold?: number;
}

/** A `sklearn.tree._tree.Tree` with the given nodes; each has `valueCount` values for one output. */
export function tree(nodes: readonly TreeNode[], featureCount = 2, valueCount = 2): PythonValue {
  const scalar = (name: 'int64' | 'float64', offset: number) => ({
    dtype: { kind: 'scalar' as const, name, itemSize: 8, isBigEndian: false },
    offset,
  });
  const fields = [
    { name: 'left_child', ...scalar('int64', 0) },
    { name: 'right_child', ...scalar('int64', 8) },
    { name: 'feature', ...scalar('int64', 16) },
    { name: 'threshold', ...scalar('float64', 24) },
  ];
  const bytes = new Uint8Array(nodes.length * 32);
  const view = new DataView(bytes.buffer);
  nodes.forEach(({ left, right, feature = -2, threshold = -2 }, index) => {
    [left, right, feature].forEach((value, at) => {
      view.setBigInt64(index * 32 + at * 8, BigInt(value), true);
    });
    view.setFloat64(index * 32 + 24, threshold, true);
  });
  const object = pythonObject({ module: 'sklearn.tree._tree', name: 'Tree' }, [featureCount], 0);
  const values = nodes.flatMap((_, index) => Array.from({ length: valueCount }, () => index));
  object.state = {
    kind: 'dict',
    entries: [
      [
        'nodes',
        {
          kind: 'array',
          dtype: 'structured',
          shape: [nodes.length],
          structure: { kind: 'structured', fields, itemSize: 32 },
          bytes,
        },
      ],
      ['values', floats(values, [nodes.length, 1, valueCount])],
    ],
  };
  return object;
}
