import { type NumpyArray, readNumberField } from '../../../formats/numpy-array.ts';
import { type PythonObject, type PythonValue, isTagged } from '../../../formats/python-value.ts';
import { resolvePython } from '../../../formats/resolve-python.ts';
import { type TreeNodes, sharedFloats } from '../plan.ts';
import {
  type EstimatorState,
  attributesOf,
  plainScalar,
  publicClassName,
} from './estimator-state.ts';

/** One `sklearn.tree._tree.Tree` with every index checked. */
export interface CheckedTree {
  readonly feature: Float64Array;
  readonly threshold: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly missingLeft: Float64Array;
  readonly isLeaf: Uint8Array;
  /** `valueCount` numbers for each node. */
  readonly values: Float64Array;
  readonly valueCount: number;
  readonly featureCount: number;
  readonly outputCount: number;
}

const leafChild = -1;
/** More than a file of 2 GB can hold, unless its trees are one tree used again and again. */
const maximumNodes = 40_000_000;

/** Reads the trees of several estimators, as long as they have not too many nodes together. */
export function readTrees(states: readonly EstimatorState[]): CheckedTree[] {
  let nodeCount = 0;
  return states.map((state) => {
    const tree = readTree(state);
    nodeCount += tree.left.length;
    if (nodeCount <= maximumNodes) return tree;
    throw state.refusal(`with which the trees have more than ${maximumNodes} nodes together`);
  });
}

/**
 * Reads the attribute `tree_`. scikit-learn walks these nodes without checks, so a crafted file
 * can crash it; here every child, feature and path is checked once: children lie inside the tree,
 * no node is reached twice, every feature exists.
 */
function readTree(state: EstimatorState): CheckedTree {
  const tree = state.value('tree_');
  if (!isTreeObject(tree)) throw state.unexpected('tree_', 'a scikit-learn tree');
  const attributes = attributesOf(tree);
  const nodes = resolvePython(attributes.get('nodes') ?? null);
  const values = resolvePython(attributes.get('values') ?? null);
  if (!isArray(nodes) || !isArray(values) || values.dtype !== 'float64') {
    throw state.refusal('whose tree_ has no nodes and values');
  }
  const field = (name: string): Float64Array => {
    const numbers = readNumberField(nodes, name);
    if (!numbers) throw state.refusal(`whose tree_ has nodes without a field "${name}"`);
    return numbers;
  };
  const left = field('left_child');
  const [nodeCount = 0, outputCount = 0, classCount = 0] = values.shape;
  if (values.shape.length !== 3 || nodeCount !== left.length || nodeCount === 0) {
    throw state.refusal('whose tree_ has not as many values as nodes');
  }
  const read: CheckedTree = {
    feature: field('feature'),
    threshold: field('threshold'),
    left,
    right: field('right_child'),
    // Since 1.3; before, a missing value was refused.
    missingLeft: readNumberField(nodes, 'missing_go_to_left') ?? new Float64Array(nodeCount),
    isLeaf: Uint8Array.from(left, (child) => (child === leafChild ? 1 : 0)),
    values: values.values,
    valueCount: outputCount * classCount,
    featureCount: Number(plainScalar(tree.args[0] ?? null)),
    outputCount,
  };
  checkNodes(state, read);
  return read;
}

function checkNodes(state: EstimatorState, tree: CheckedTree): void {
  const count = tree.left.length;
  const isReached = new Uint8Array(count);
  const pending = [0];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!(Number.isInteger(node) && node >= 0 && node < count)) {
      throw state.refusal(`whose tree_ has a child ${node} outside of its ${count} nodes`);
    }
    if (isReached[node] === 1) throw state.refusal(`whose tree_ reaches the node ${node} twice`);
    isReached[node] = 1;
    if (tree.isLeaf[node] === 1) continue;
    const feature = Number(tree.feature[node]);
    if (!(Number.isInteger(feature) && feature >= 0 && feature < tree.featureCount)) {
      throw state.refusal(`whose tree_ uses a feature ${feature} of ${tree.featureCount}`);
    }
    if (Number.isNaN(tree.threshold[node])) {
      throw state.refusal(`whose tree_ compares with NaN at the node ${node}`);
    }
    pending.push(Number(tree.right[node]), Number(tree.left[node]));
  }
}

/** Puts trees behind one another in shared memory, with the nodes of each in their own order. */
export function joinTrees(trees: readonly CheckedTree[]): TreeNodes {
  const nodeCount = trees.reduce((sum, tree) => sum + tree.left.length, 0);
  const leafCount = trees.reduce((sum, tree) => sum + countOnes(tree.isLeaf), 0);
  const valueCount = trees[0]?.valueCount ?? 0;
  const joined: TreeNodes = {
    roots: sharedIntegers(trees.length),
    feature: sharedIntegers(nodeCount),
    threshold: sharedFloats(new Float64Array(nodeCount)),
    left: sharedIntegers(nodeCount),
    right: sharedIntegers(nodeCount),
    missingLeft: new Uint8Array(new SharedArrayBuffer(nodeCount)),
    leafValues: sharedFloats(new Float64Array(leafCount * valueCount)),
    valueCount,
  };
  let start = 0;
  let leaf = 0;
  trees.forEach((tree, index) => {
    joined.roots[index] = start;
    for (let node = 0; node < tree.left.length; node += 1) {
      if (tree.isLeaf[node] === 1) {
        joined.feature[start + node] = -1;
        joined.left[start + node] = leaf;
        const values = tree.values.subarray(node * valueCount, (node + 1) * valueCount);
        joined.leafValues.set(values, leaf * valueCount);
        leaf += 1;
      } else {
        joined.feature[start + node] = Number(tree.feature[node]);
        joined.threshold[start + node] = Number(tree.threshold[node]);
        joined.left[start + node] = start + Number(tree.left[node]);
        joined.right[start + node] = start + Number(tree.right[node]);
        joined.missingLeft[start + node] = tree.missingLeft[node] === 0 ? 0 : 1;
      }
    }
    start += tree.left.length;
  });
  return joined;
}

function sharedIntegers(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4));
}

function countOnes(flags: Uint8Array): number {
  return flags.reduce((sum, flag) => sum + flag, 0);
}

function isTreeObject(value: PythonValue | undefined): value is PythonObject {
  return (
    isTagged(value) && value.kind === 'object' && publicClassName(value) === 'sklearn.tree.Tree'
  );
}

function isArray(value: PythonValue): value is NumpyArray {
  return isTagged(value) && value.kind === 'array';
}
