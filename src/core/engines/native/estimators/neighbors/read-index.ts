import { type NumpyArray, readNumberField } from '../../../../formats/numpy-array.ts';
import { isTagged } from '../../../../formats/python-value.ts';
import { asArray, resolvePython } from '../../../../formats/resolve-python.ts';
import { sharedBytes, sharedFloats, sharedIntegers } from '../../shared-memory.ts';
import type { EstimatorState, NumberArray } from '../../translate/estimator-state.ts';
import { squaredNorms } from '../../evaluate/numpy-math.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { type Metric, unitRows } from './metric.ts';
import type { BruteForce, NeighborIndex, NeighborTree } from './plans.ts';
import { readMetric } from './read-metric.ts';

/** The training points of an estimator of sklearn.neighbors, with the tree if one was built. */
export function readIndex(state: EstimatorState): NeighborIndex {
  const method = state.string('_fit_method') ?? '';
  if (method !== 'brute' && method !== 'kd_tree' && method !== 'ball_tree') {
    throw state.refusal(`whose attribute _fit_method is "${method}"`);
  }
  const fitted = pointsOf(state, method);
  const [pointCount = 0, columnCount = 0] = fitted.shape;
  if (fitted.shape.length !== 2 || pointCount === 0 || columnCount === 0) {
    throw state.unexpected('_fit_X', 'an array of two dimensions with elements');
  }
  const { metric, name } = readMetric(state, columnCount);
  const isCosine = metric.name === 'cosine';
  const points = sharedFloats(isCosine ? unitRows(fitted.values, columnCount) : fitted.values);
  const shape = { points, pointCount, columnCount, metric, isFloat32: fitted.isFloat32 };
  if (method !== 'brute') {
    const tree = readTree(state, { pointCount, columnCount, metric, method });
    return { ...shape, tree, brute: { keepsHeap: false, isProduct: false } };
  }
  return {
    ...shape,
    norms: sharedFloats(squaredNorms(points, columnCount)),
    brute: bruteForce(state, fitted, name),
  };
}

/** `_fit_X`; the data of the tree where that is not there, as when a tree was given to fit. */
function pointsOf(state: EstimatorState, method: string): NumberArray {
  if (asArray(state.value('_fit_X'))) return state.numbers('_fit_X');
  if (method === 'brute') {
    throw state.refusal(
      'whose training points are not a plain array, but sparse or in another form',
    );
  }
  const [data] = treeState(state);
  if (data?.dtype !== 'float64') throw state.refusal('whose tree holds no points');
  return { values: data.values, shape: data.shape, isFloat32: false };
}

/** What DistanceMetric knew besides sqeuclidean: BaseDistancesReductionDispatcher.valid_metrics. */
const reducible: ReadonlySet<string> = new Set([
  'braycurtis',
  'canberra',
  'chebyshev',
  'cityblock',
  'euclidean',
  'haversine',
  'infinity',
  'l1',
  'l2',
  'manhattan',
  'minkowski',
  'p',
  'seuclidean',
]);

function bruteForce(state: EstimatorState, fitted: NumberArray, name: string): BruteForce {
  const { version } = state;
  // 1.1 did so in float64 only.
  const since = fitted.isFloat32 ? 2 : 1;
  const isKnown = reducible.has(name) || (name === 'sqeuclidean' && isAtLeast(version, 1, 2));
  const isFloat = isFloatArray(state);
  return {
    keepsHeap: isAtLeast(version, 1, since) && isKnown && isFloat,
    isProduct: name === 'euclidean' || name === 'sqeuclidean',
  };
}

function isFloatArray(state: EstimatorState): boolean {
  const { dtype } = state.array('_fit_X');
  return dtype === 'float64' || dtype === 'float32';
}

interface TreeShape {
  readonly pointCount: number;
  readonly columnCount: number;
  readonly metric: Metric;
  readonly method: 'kd_tree' | 'ball_tree';
}

/** BinaryTree.__getstate__: (data, idx_array, node_data, node_bounds, leaf_size, …). */
function treeState(state: EstimatorState): (NumpyArray | undefined)[] {
  const tree = state.value('_tree');
  const saved = isTagged(tree) && tree.kind === 'object' && tree.state !== undefined;
  const parts = saved ? resolvePython(tree.state ?? null) : undefined;
  if (!isTagged(parts) || parts.kind !== 'tuple') throw state.unexpected('_tree', 'a saved tree');
  return parts.items.slice(0, 4).map(asArray);
}

function readTree(state: EstimatorState, shape: TreeShape): NeighborTree {
  const [data, order, nodes, bounds] = treeState(state);
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
