import { type NumpyArray, readNumberField } from '../../../../formats/numpy-array.ts';
import { type PythonObject, type PythonValue, isTagged } from '../../../../formats/python-value.ts';
import { asArray } from '../../../../formats/resolve-python.ts';
import {
  type EstimatorState,
  attributesOf,
  plainScalar,
  publicClassName,
} from '../../translate/estimator-state.ts';
import type { SavedTree } from '../../tree-ensemble/build-ensemble.ts';

/** One `sklearn.tree._tree.Tree`, its indices still unchecked. */
export interface SklearnTree extends SavedTree {
  /** `valueCount` numbers for each node. */
  readonly values: Float64Array;
  readonly valueCount: number;
  readonly featureCount: number;
  readonly outputCount: number;
  /** How many rows of the training data reached each node. */
  readonly sampleCounts?: Float64Array;
}

/** Reads the attribute `tree_` of a decision tree. */
export function readTree(state: EstimatorState): SklearnTree {
  const tree = state.value('tree_');
  if (!isTreeObject(tree)) throw state.unexpected('tree_', 'a scikit-learn tree');
  const { nodes, values, field } = readArrays(state, tree);
  const left = field('left_child');
  const [nodeCount = 0, outputCount = 0, classCount = 0] = values.shape;
  if (values.shape.length !== 3 || nodeCount !== left.length || nodeCount === 0) {
    throw state.refusal('whose tree_ has not as many values as nodes');
  }
  const sampleCounts = readNumberField(nodes, 'n_node_samples');
  // Since 1.3; before, a missing value was refused.
  const flags = readNumberField(nodes, 'missing_go_to_left');
  return {
    feature: field('feature'),
    threshold: field('threshold'),
    left,
    right: field('right_child'),
    ...(flags && { flags: flags.map((isLeft) => (isLeft === 0 ? 0 : 1)) }),
    values: values.values,
    valueCount: outputCount * classCount,
    featureCount: Number(plainScalar(tree.args[0] ?? null)),
    outputCount,
    ...(sampleCounts && { sampleCounts }),
  };
}

interface TreeArrays {
  readonly nodes: NumpyArray;
  readonly values: Extract<NumpyArray, { readonly dtype: 'float64' }>;
  /** The numbers of one field of all nodes. */
  readonly field: (name: string) => Float64Array;
}

function readArrays(state: EstimatorState, tree: PythonObject): TreeArrays {
  const attributes = attributesOf(tree);
  const nodes = asArray(attributes.get('nodes'));
  const values = asArray(attributes.get('values'));
  if (!nodes || values?.dtype !== 'float64') {
    throw state.refusal('whose tree_ has no nodes and values');
  }
  const field = (name: string): Float64Array => {
    const numbers = readNumberField(nodes, name);
    if (!numbers) throw state.refusal(`whose tree_ has nodes without a field "${name}"`);
    return numbers;
  };
  return { nodes, values, field };
}

function isTreeObject(value: PythonValue | undefined): value is PythonObject {
  return (
    isTagged(value) && value.kind === 'object' && publicClassName(value) === 'sklearn.tree.Tree'
  );
}
