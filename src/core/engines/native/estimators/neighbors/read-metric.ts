import type { PythonValue } from '../../../../formats/python-value.ts';
import { asArray, asEntries, asItems, resolvePython } from '../../../../formats/resolve-python.ts';
import { sharedFloats } from '../../shared-memory.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import type { Metric, PlainMetric } from './metric.ts';

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
};

/** The metric that fit settled on, and its name there. */
export function readMetric(
  state: EstimatorState,
  columnCount: number,
): { readonly metric: Metric; readonly name: string } {
  const name = state.string('effective_metric_') ?? '';
  const plain = plainMetrics[name];
  if (plain) {
    if (plain === 'haversine' && columnCount !== 2) {
      throw state.refusal('whose metric haversine needs two features');
    }
    return { metric: { name: plain }, name };
  }
  if (name === 'minkowski' || name === 'p')
    return { metric: readMinkowski(state, columnCount), name };
  if (name === 'seuclidean') {
    const variances = numbersIn(parameter(state, 'V'));
    if (variances?.length !== columnCount) {
      throw state.refusal('whose metric seuclidean has no variances V in metric_params');
    }
    return { metric: { name, variances: sharedFloats(variances) }, name };
  }
  throw state.refusal(`whose metric "${name}" is not one of those that are known`);
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
