import { type NumpyArray, readNumberField } from '../../../../../formats/numpy-array.ts';
import { type PythonValue, isTagged } from '../../../../../formats/python-value.ts';
import { asArray, resolvePython } from '../../../../../formats/resolve-python.ts';
import { sharedBytes, sharedFloats, sharedIntegers } from '../../../shared-memory.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import type { NeighborTree } from '../plans.ts';

/** What a tree has to fit. */
interface TreeShape {
  readonly pointCount: number;
  readonly columnCount: number;
  readonly method: 'kd_tree' | 'ball_tree';
}

/** The points that the tree of an estimator was built from; undefined where it has none. */
export function readTreePoints(state: EstimatorState): NumpyArray | undefined {
  return asArray(treeState(state)[0]);
}

/**
 * The matrix of the metric that the tree of an estimator computes with: DistanceMetric.__getstate__
 * is (p, vec, mat, …). Undefined where it has none.
 */
export function readTreeMatrix(state: EstimatorState): NumpyArray | undefined {
  return asArray(stateItems(treeState(state)[11])?.[2]);
}

/** BinaryTree.__getstate__: (data, idx_array, node_data, node_bounds, leaf_size, …, dist_metric). */
function treeState(state: EstimatorState): readonly PythonValue[] {
  const items = stateItems(state.value('_tree'));
  if (!items) throw state.unexpected('_tree', 'a saved tree');
  return items;
}

/** The items of the tuple that is the state of an object. */
function stateItems(value: PythonValue | undefined): readonly PythonValue[] | undefined {
  const object = resolvePython(value ?? null);
  const saved = isTagged(object) && object.kind === 'object' ? object.state : undefined;
  const parts = resolvePython(saved ?? null);
  return isTagged(parts) && parts.kind === 'tuple' ? parts.items : undefined;
}

/** The nodes of a saved KDTree or BallTree. Every index that a search can reach is checked. */
export function readTree(state: EstimatorState, shape: TreeShape): NeighborTree {
  const [data, order, nodes, bounds] = treeState(state).slice(0, 4).map(asArray);
  const { pointCount, columnCount, method } = shape;
  const isWhole =
    data?.dtype === 'float64' &&
    data.values.length === pointCount * columnCount &&
    (order?.dtype === 'int64' || order?.dtype === 'int32') &&
    order.values.length === pointCount;
  if (!isWhole || !nodes || bounds?.dtype !== 'float64') {
    throw state.refusal('whose tree is not one of KDTree or BallTree with points in float64');
  }
  const field = (name: string): Float64Array => {
    const numbers = readNumberField(nodes, name);
    if (!numbers) throw state.refusal(`whose tree has nodes without a field "${name}"`);
    return numbers;
  };
  const starts = field('idx_start');
  const tree: NeighborTree = {
    kind: method === 'kd_tree' ? 'kd' : 'ball',
    order: sharedIntegers(Array.from<number | bigint>(order.values).map(Number)),
    starts: sharedIntegers(starts),
    ends: sharedIntegers(field('idx_end')),
    isLeaf: sharedBytes(field('is_leaf').map((leaf) => (leaf === 0 ? 0 : 1))),
    radius: sharedFloats(field('radius')),
    bounds: sharedFloats(bounds.values),
  };
  checkTree(state, tree, shape);
  return tree;
}

/** Every index that a search can reach must be one. */
function checkTree(state: EstimatorState, tree: NeighborTree, shape: TreeShape): void {
  const { pointCount, columnCount, method } = shape;
  const nodeCount = tree.starts.length;
  const boundCount = nodeCount * columnCount * (method === 'kd_tree' ? 2 : 1);
  const arePoints = tree.order.every((point) => point >= 0 && point < pointCount);
  let areNodes = nodeCount > 0;
  for (let node = 0; node < nodeCount; node += 1) {
    const start = Number(tree.starts[node]);
    const end = Number(tree.ends[node]);
    const isInner = tree.isLeaf[node] === 0;
    if (start < 0 || end > pointCount || (isInner && 2 * node + 2 >= nodeCount)) areNodes = false;
  }
  if (!arePoints || !areNodes || tree.bounds.length !== boundCount) {
    throw state.refusal('whose tree refers to points or nodes that it does not have');
  }
}
