import { sharedFloats } from '../../shared-memory.ts';
import { classLabels } from '../../translate/class-labels.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { inputRules } from '../../translate/translator.ts';
import type { CentroidPlan, NeighborClassifierPlan, NeighborRegressorPlan } from './plans.ts';
import { readClasses, readNeighbors, readTargets } from './read/read-neighbors.ts';

/** sklearn.neighbors.KNeighborsClassifier, of one or several outputs. */
export function translateNeighborClassifier(state: EstimatorState): NeighborClassifierPlan {
  const base = readNeighbors(state);
  const count = readCount(state, 'n_neighbors');
  const classes = readClasses(state, base.index.pointCount);
  return { kind: 'neighbor-classifier', ...base, count, ...classes };
}

/** sklearn.neighbors.KNeighborsRegressor, of one or several targets. */
export function translateNeighborRegressor(state: EstimatorState): NeighborRegressorPlan {
  const base = readNeighbors(state);
  const count = readCount(state, 'n_neighbors');
  const targets = readTargets(state, base.index.pointCount);
  return { kind: 'neighbor-regressor', ...base, count, ...targets };
}

function readCount(state: EstimatorState, name: string): number {
  const count = state.integer(name);
  if (count < 1) throw state.unexpected(name, 'a number above zero');
  return count;
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
