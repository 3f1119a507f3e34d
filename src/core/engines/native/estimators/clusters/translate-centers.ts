import type { Tensor } from '../../../../data/tensor.ts';
import { type PythonValue, isTagged } from '../../../../formats/python-value.ts';
import { asArray, resolvePython } from '../../../../formats/resolve-python.ts';
import { squaredNorms } from '../../evaluate/numpy-math.ts';
import { sharedFloats, sharedIntegers } from '../../shared-memory.ts';
import { labelTensor } from '../../translate/class-labels.ts';
import { type EstimatorState, attributesOf, plainScalar } from '../../translate/estimator-state.ts';
import { inputRules } from '../../translate/translator.ts';
import type { BisectingTree, CentersPlan } from './plans.ts';

/** sklearn.cluster.KMeans and MiniBatchKMeans. */
export function translateKMeans(state: EstimatorState): CentersPlan {
  const base = readCenters(state, 'cluster_centers_', 'float');
  return { ...base, labels: countedLabels(base, 'int32'), isStrict: true, canTransform: true };
}

/** sklearn.cluster.BisectingKMeans (1.1 and newer). */
export function translateBisectingKMeans(state: EstimatorState): CentersPlan {
  const plan = translateKMeans(state);
  return { ...plan, tree: readBisectingTree(state, plan.rules.featureCount) };
}

/** sklearn.cluster.MeanShift and AffinityPropagation. */
export function translateExemplars(state: EstimatorState): CentersPlan {
  if (state.has('affinity') && state.string('affinity') === 'precomputed') {
    throw state.refusal('which was fitted on precomputed affinities and cannot predict');
  }
  const base = readCenters(state, 'cluster_centers_', 'numeric');
  return { ...base, labels: countedLabels(base, 'int64'), isStrict: false, canTransform: false };
}

/** sklearn.cluster.Birch: the clusters of its subclusters. */
export function translateBirch(state: EstimatorState): CentersPlan {
  const base = readCenters(state, 'subcluster_centers_', 'numeric');
  const labels = labelTensor(state.array('subcluster_labels_'));
  if (labels?.values.length !== base.norms.length) {
    throw state.unexpected('subcluster_labels_', 'a label for each subcluster');
  }
  return { ...base, labels, isStrict: false, canTransform: true };
}

type Centers = Pick<CentersPlan, 'kind' | 'rules' | 'centers' | 'norms' | 'isFloat32'>;

function readCenters(
  state: EstimatorState,
  name: string,
  conversion: 'float' | 'numeric',
): Centers {
  const centers = state.numbers(name);
  const [count = 0, columnCount = 0] = centers.shape;
  if (centers.shape.length !== 2 || count === 0 || columnCount === 0) {
    throw state.unexpected(name, 'a row of numbers for each cluster');
  }
  return {
    kind: 'cluster-centers',
    rules: inputRules(state, columnCount, { allowsNaN: false, conversion }),
    centers: sharedFloats(centers.values),
    norms: sharedFloats(squaredNorms(centers.values, columnCount)),
    isFloat32: centers.isFloat32,
  };
}

function countedLabels({ norms }: Centers, dtype: 'int32' | 'int64'): Tensor {
  const shape = [norms.length];
  const values = Int32Array.from(norms, (_, center) => center);
  return dtype === 'int32'
    ? { kind: 'tensor', dtype, shape, values }
    : { kind: 'tensor', dtype, shape, values: BigInt64Array.from(values, BigInt) };
}

interface Node {
  left: number;
  right: number;
  label: number;
  center: Float64Array;
}

const maximumNodes = 100_000;

/** `_bisecting_tree` as a list of nodes, the root first; centers lie around `_X_mean`. */
function readBisectingTree(state: EstimatorState, columnCount: number): BisectingTree {
  const mean = state.has('_X_mean') ? state.numbers('_X_mean').values : undefined;
  const nodes: Node[] = [];
  const open: { value: PythonValue; parent: number }[] = [
    { value: state.value('_bisecting_tree') ?? null, parent: -1 },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    if (nodes.length >= maximumNodes) throw state.refusal('whose tree has too many nodes');
    const attributes = nodeAttributes(state, next.value);
    const index = nodes.length;
    const node: Node = { left: -1, right: -1, label: -1, center: new Float64Array(columnCount) };
    nodes.push(node);
    const parent = nodes[next.parent];
    if (parent) {
      node.center = readCenter(state, attributes.get('center'), { columnCount, mean });
      if (parent.left < 0) parent.left = index;
      else parent.right = index;
    }
    const [left = null, right = null] = [attributes.get('left'), attributes.get('right')];
    if (left !== null && right !== null) {
      // The last one in is the first one out.
      open.push({ value: right, parent: index }, { value: left, parent: index });
    } else {
      node.label = readLabel(state, attributes.get('label'));
    }
  }
  const centers = nodes.flatMap(({ center }) => Array.from(center));
  return {
    left: sharedIntegers(nodes.map(({ left }) => left)),
    right: sharedIntegers(nodes.map(({ right }) => right)),
    labels: sharedIntegers(nodes.map(({ label }) => label)),
    centers: sharedFloats(centers),
    norms: sharedFloats(squaredNorms(centers, columnCount)),
  };
}

function nodeAttributes(
  state: EstimatorState,
  value: PythonValue,
): ReadonlyMap<PythonValue, PythonValue> {
  const node = resolvePython(value);
  if (isTagged(node) && node.kind === 'object') return attributesOf(node);
  throw state.unexpected('_bisecting_tree', 'a tree of clusters');
}

function readLabel(state: EstimatorState, value: PythonValue | undefined): number {
  const label = plainScalar(value ?? null);
  if (typeof label === 'number' && Number.isInteger(label)) return label;
  throw state.refusal('whose tree has a leaf without a label');
}

function readCenter(
  state: EstimatorState,
  value: PythonValue | undefined,
  { columnCount, mean }: { readonly columnCount: number; readonly mean: Float64Array | undefined },
): Float64Array {
  const array = asArray(value);
  const isFloats = array?.dtype === 'float64' || array?.dtype === 'float32';
  if (!isFloats || array.values.length !== columnCount)
    throw state.refusal(`whose tree has a node without ${columnCount} numbers`);
  return Float64Array.from(array.values, (number, at) => number + (mean?.[at] ?? 0));
}
