import type { Tensor } from '../../../../data/tensor.ts';
import { isTagged } from '../../../../formats/python-value.ts';
import { asArray } from '../../../../formats/resolve-python.ts';
import { sharedFloats, sharedIntegers } from '../../shared-memory.ts';
import { classLabels, labelTensor } from '../../translate/class-labels.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';
import type {
  CentroidPlan,
  NeighborClassifierPlan,
  NeighborIndex,
  NeighborRegressorPlan,
} from './plans.ts';
import { readIndex } from './read-index.ts';

/** sklearn.neighbors.KNeighborsClassifier, of one or several outputs. */
export function translateNeighborClassifier(state: EstimatorState): NeighborClassifierPlan {
  const base = readBase(state);
  const labels = readLabels(state);
  const { pointCount } = base.index;
  const numbers = state.numbers('_y');
  if (numbers.values.length !== pointCount * labels.length) {
    throw state.unexpected('_y', `a class for each of ${pointCount} points`);
  }
  const codes = labels.map((classes, output) => {
    const own = Int32Array.from({ length: pointCount }, (_, point) =>
      Number(numbers.values[point * labels.length + output]),
    );
    if (own.some((code) => code < 0 || code >= classes.values.length)) {
      throw state.unexpected('_y', 'the numbers of classes');
    }
    return sharedIntegers(own);
  });
  return { kind: 'neighbor-classifier', ...base, labels, codes };
}

/** sklearn.neighbors.KNeighborsRegressor, of one or several targets. */
export function translateNeighborRegressor(state: EstimatorState): NeighborRegressorPlan {
  const base = readBase(state);
  const targets = state.numbers('_y');
  const [rows, outputCount = 1] = targets.shape;
  if (rows !== base.index.pointCount || targets.shape.length > 2 || outputCount === 0) {
    throw state.unexpected('_y', `targets of ${base.index.pointCount} points`);
  }
  return {
    kind: 'neighbor-regressor',
    ...base,
    targets: sharedFloats(targets.values),
    outputCount,
    isFlat: targets.shape.length === 1,
    isFloat32: targets.isFloat32,
  };
}

function readBase(
  state: EstimatorState,
): Pick<NeighborClassifierPlan, 'rules' | 'index' | 'count' | 'weights'> {
  const weights = readWeights(state);
  const index = readIndex(state);
  const count = state.integer('n_neighbors');
  if (count < 1) throw state.unexpected('n_neighbors', 'a number above zero');
  return { rules: rulesOf(state, index), index, count, weights };
}

/** nan_euclidean takes missing values since 1.6. */
function rulesOf(
  state: EstimatorState,
  { columnCount, metric }: NeighborIndex,
): NeighborClassifierPlan['rules'] {
  const allowsNaN = metric.name === 'nan_euclidean' && isAtLeast(state.version, 1, 6);
  return inputRules(state, columnCount, { allowsNaN, conversion: 'numeric' });
}

function readWeights(state: EstimatorState): 'uniform' | 'distance' {
  const value = state.value('weights');
  if (value === 'uniform' || value === undefined || value === null) return 'uniform';
  if (value === 'distance') return value;
  if (isTagged(value)) throw state.refusal('whose weights are a function, which is never run');
  throw state.unexpected('weights', '"uniform" or "distance"');
}

function readLabels(state: EstimatorState): readonly Tensor[] {
  if (!state.boolean('outputs_2d_')) {
    return [classLabels(state, state.array('classes_').shape[0] ?? 0)];
  }
  return state.items('classes_').map((item) => {
    const array = asArray(item);
    const labels = array && labelTensor(array);
    if (labels) return labels;
    throw state.unexpected('classes_', 'labels of each output');
  });
}

/** sklearn.neighbors.NearestCentroid with the priors that all versions had in common. */
export function translateNearestCentroid(state: EstimatorState): CentroidPlan {
  const centroids = state.numbers('centroids_');
  const [classCount = 0, columnCount = 0] = centroids.shape;
  if (centroids.shape.length !== 2 || classCount === 0 || columnCount === 0) {
    throw state.unexpected('centroids_', 'a row of numbers for each class');
  }
  const metric = state.string('metric') ?? '';
  if (metric !== 'euclidean' && metric !== 'manhattan') {
    throw state.refusal(`whose metric "${metric}" is not "euclidean" or "manhattan"`);
  }
  if (state.has('class_prior_') && !areEven(state.numbers('class_prior_').values)) {
    throw state.refusal('whose classes have priors that are not equal');
  }
  return {
    kind: 'nearest-centroid',
    rules: inputRules(state, columnCount, { allowsNaN: false, conversion: 'numeric' }),
    labels: classLabels(state, classCount),
    centroids: sharedFloats(centroids.values),
    metric: { name: metric },
  };
}

/** np.isclose to one over their number. */
function areEven(priors: Float64Array): boolean {
  const even = 1 / priors.length;
  return priors.every((prior) => Math.abs(prior - even) <= 1e-8 + 1e-5 * even);
}
