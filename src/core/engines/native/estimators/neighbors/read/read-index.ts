import { asArray } from '../../../../../formats/resolve-python.ts';
import { sharedFloats } from '../../../shared-memory.ts';
import type { EstimatorState, NumberArray } from '../../../translate/estimator-state.ts';
import { squaredNorms } from '../../../evaluate/numpy-math.ts';
import { isAtLeast } from '../../../translate/sklearn-version.ts';
import { preparedRows } from '../metrics/metric.ts';
import type { BruteForce, NeighborIndex } from '../plans.ts';
import { readMetric } from './read-metric.ts';
import { readTree, readTreePoints } from './read-tree.ts';

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
  const { metric, name } = readMetric(state, columnCount, method);
  const points = sharedFloats(preparedRows(metric, fitted.values, columnCount));
  const shape = { points, pointCount, columnCount, metric, isFloat32: fitted.isFloat32 };
  if (method !== 'brute') {
    const tree = readTree(state, { pointCount, columnCount, method });
    return { ...shape, tree, brute: noBruteForce };
  }
  return {
    ...shape,
    norms: sharedFloats(squaredNorms(points, columnCount)),
    brute: bruteForce(state, fitted, name),
  };
}

const noBruteForce: BruteForce = {
  keepsHeap: false,
  isProduct: false,
  isSquare: false,
  isNarrow: false,
  keepsOrder: false,
};

/** `_fit_X`; the data of the tree where that is not there, as when a tree was given to fit. */
function pointsOf(state: EstimatorState, method: string): NumberArray {
  const array = asArray(state.value('_fit_X'));
  if (array?.dtype === 'bool' || array?.dtype === 'uint8' || array?.dtype === 'int8') {
    return { values: Float64Array.from(array.values), shape: array.shape, isFloat32: false };
  }
  if (array) return state.numbers('_fit_X');
  if (method === 'brute') {
    throw state.refusal(
      'whose training points are not a plain array, but sparse or in another form',
    );
  }
  const data = readTreePoints(state);
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
    isSquare: name === 'euclidean',
    isNarrow: isAtLeast(version, 1, 4),
    keepsOrder: !isAtLeast(version, 1, 1),
  };
}

function isFloatArray(state: EstimatorState): boolean {
  const { dtype } = state.array('_fit_X');
  return dtype === 'float64' || dtype === 'float32';
}
