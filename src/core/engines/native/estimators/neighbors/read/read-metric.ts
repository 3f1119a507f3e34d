import type { PythonValue } from '../../../../../formats/python-value.ts';
import {
  asArray,
  asEntries,
  asItems,
  resolvePython,
} from '../../../../../formats/resolve-python.ts';
import { sharedFloats } from '../../../shared-memory.ts';
import { type EstimatorState, plainScalar } from '../../../translate/estimator-state.ts';
import { isAtLeast } from '../../../translate/sklearn-version.ts';
import { type BooleanMetric, isBooleanMetric } from '../metrics/boolean-metric.ts';
import type { Metric, PlainMetric } from '../metrics/metric.ts';
import { readTreeMatrix } from './read-tree.ts';

/** The value of `_fit_method`. */
type FitMethod = 'brute' | 'kd_tree' | 'ball_tree';

const plainMetrics: Readonly<Record<string, PlainMetric>> = {
  euclidean: 'euclidean',
  l2: 'euclidean',
  sqeuclidean: 'sqeuclidean',
  manhattan: 'manhattan',
  l1: 'manhattan',
  cityblock: 'manhattan',
  chebyshev: 'chebyshev',
  infinity: 'chebyshev',
  cosine: 'cosine',
  canberra: 'canberra',
  braycurtis: 'braycurtis',
  hamming: 'hamming',
  haversine: 'haversine',
  nan_euclidean: 'nan_euclidean',
  correlation: 'correlation',
};

/** What a KDTree can be asked: its bounds say nothing of other metrics. */
const boxMetrics: ReadonlySet<string> = new Set([
  'euclidean',
  'manhattan',
  'chebyshev',
  'minkowski',
]);

/** The metric that fit settled on, and its name there. */
export function readMetric(
  state: EstimatorState,
  columnCount: number,
  method: FitMethod,
): { readonly metric: Metric; readonly name: string } {
  const name = state.string('effective_metric_') ?? '';
  const metric = metricOf(state, columnCount, { name, method });
  if (method === 'kd_tree' && !boxMetrics.has(metric.name)) {
    throw state.refusal(`whose metric "${name}" is not one of those that a KDTree can have`);
  }
  return { metric, name };
}

function metricOf(
  state: EstimatorState,
  columnCount: number,
  { name, method }: { readonly name: string; readonly method: FitMethod },
): Metric {
  const plain = plainMetrics[name];
  if (plain) {
    if (plain === 'haversine' && columnCount !== 2) {
      throw state.refusal('whose metric haversine needs two features');
    }
    return { name: plain };
  }
  if (isBooleanMetric(name)) return readBooleanMetric(state, name, method);
  if (name === 'minkowski' || name === 'p') return readMinkowski(state, columnCount);
  if (name === 'wminkowski') return readScaledMinkowski(state, columnCount);
  if (name === 'mahalanobis') return readMahalanobis(state, columnCount, method);
  if (name === 'seuclidean') {
    const variances = numbersIn(parameter(state, 'V'));
    if (variances?.length !== columnCount) {
      throw state.refusal('whose metric seuclidean has no variances V in metric_params');
    }
    return { name, variances: sharedFloats(variances) };
  }
  throw state.refusal(`whose metric "${name}" is not one of those that are known`);
}

/**
 * Not where points without a truth make the answer depend on the version: SciPy mended its yule in
 * 1.7, which scikit-learn 1.7 was the first to demand, and trees of 0.24 ordered NaN otherwise.
 */
function readBooleanMetric(state: EstimatorState, name: BooleanMetric, method: FitMethod): Metric {
  if (name === 'yule' && !isAtLeast(state.version, 1, 7)) {
    throw state.refusal('whose metric yule depends on the version of SciPy until scikit-learn 1.7');
  }
  const makesNaN = name === 'dice' || name === 'sokalsneath';
  if (makesNaN && method === 'ball_tree' && !isAtLeast(state.version, 1, 0)) {
    throw state.refusal(
      `whose BallTree with the metric "${name}" was searched otherwise until 1.0`,
    );
  }
  return { name };
}

/** A tree has inverted V by itself; brute force takes VI alone. */
function readMahalanobis(state: EstimatorState, columnCount: number, method: FitMethod): Metric {
  const isAlone = parameter(state, 'V') === undefined;
  const given = isAlone ? asArray(parameter(state, 'VI')) : undefined;
  const inverse = method === 'brute' ? given : readTreeMatrix(state);
  const isSquare = inverse?.shape.length === 2 && inverse.shape[0] === inverse.shape[1];
  if (inverse?.dtype !== 'float64' || !isSquare || inverse.shape[0] !== columnCount) {
    throw state.refusal(
      `whose metric mahalanobis has no inverse covariances VI of ${columnCount} features in float64`,
    );
  }
  return { name: 'mahalanobis', inverse: sharedFloats(inverse.values) };
}

function readScaledMinkowski(state: EstimatorState, columnCount: number): Metric {
  const power = plainScalar(parameter(state, 'p') ?? null);
  const weights = numbersIn(parameter(state, 'w'));
  if (typeof power !== 'number' || !(power >= 1) || weights?.length !== columnCount) {
    throw state.refusal('whose metric wminkowski has no power p or no weights w');
  }
  return { name: 'wminkowski', power, weights: sharedFloats(weights) };
}

function readMinkowski(state: EstimatorState, columnCount: number): Metric {
  const power = plainScalar(parameter(state, 'p') ?? null);
  if (typeof power !== 'number' || !(power > 0)) {
    throw state.refusal('whose metric minkowski has no power p above zero');
  }
  const given = parameter(state, 'w');
  if (given === undefined || given === null) return { name: 'minkowski', power };
  const weights = numbersIn(given);
  if (weights?.length !== columnCount || !isAtLeast(state.version, 1, 1)) {
    throw state.refusal('whose metric minkowski has weights that are not known');
  }
  return { name: 'minkowski', power, weights: sharedFloats(weights) };
}

function parameter(state: EstimatorState, name: string): PythonValue | undefined {
  const parameters = asEntries(state.value('effective_metric_params_'));
  const entry = parameters?.findLast(([key]) => key === name);
  return entry && resolvePython(entry[1]);
}

function numbersIn(value: PythonValue | undefined): number[] | undefined {
  const array = asArray(value);
  if (array) return array.dtype === 'float64' ? Array.from(array.values) : undefined;
  const items = asItems(value);
  const numbers = items?.map(plainScalar).filter((item) => typeof item === 'number');
  return numbers?.length === items?.length ? numbers : undefined;
}
