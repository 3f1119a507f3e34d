import type { Tensor } from '../../../../data/tensor.ts';
import type { PythonValue } from '../../../../formats/python-value.ts';
import { asArray, asEntries } from '../../../../formats/resolve-python.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import type {
  ClassMode,
  NeighborIndex,
  OutlierLabel,
  RadiusClassifierPlan,
  RadiusRegressorPlan,
} from './plans.ts';
import {
  readClasses,
  readNeighbors,
  readTargets,
  refuseNarrowPoints,
} from './read/read-neighbors.ts';

/** sklearn.neighbors.RadiusNeighborsClassifier, of one or several outputs. */
export function translateRadiusClassifier(state: EstimatorState): RadiusClassifierPlan {
  const base = readNeighbors(state);
  const { labels, codes } = readClasses(state, base.index.pointCount);
  const outliers = readOutliers(state, labels);
  const classMode = readClassMode(state, base.index, labels);
  return {
    kind: 'radius-classifier',
    ...base,
    radius: readRadius(state, base.index),
    labels,
    codes,
    ...(outliers && { outliers }),
    ...(classMode && { classMode }),
  };
}

/** sklearn.neighbors.RadiusNeighborsRegressor, of one or several targets. */
export function translateRadiusRegressor(state: EstimatorState): RadiusRegressorPlan {
  const base = readNeighbors(state);
  const targets = readTargets(state, base.index.pointCount);
  return {
    kind: 'radius-regressor',
    ...base,
    radius: readRadius(state, base.index),
    ...targets,
    empty: readEmpty(state),
  };
}

function readRadius(state: EstimatorState, index: NeighborIndex): number {
  const radius = state.number('radius');
  if (!(radius >= 0)) throw state.unexpected('radius', 'a number from zero on');
  const { metric, isFloat32 } = index;
  refuseNarrowPoints(state, index);
  // NumPy 2 compares float32 with its own scalars in float64, NumPy 1 in float32.
  const isOwnScalar = typeof state.value('radius') !== 'number';
  if (isFloat32 && metric.name === 'cosine' && isOwnScalar && Math.fround(radius) !== radius) {
    throw state.refusal('whose radius is a NumPy scalar, which float32 distances are compared to');
  }
  return radius;
}

/**
 * np.full_like(targets[0], np.nan), which scikit-learn answers for rows without neighbors: of
 * integers it is the least one (as on x86; NumPy warns, and promises nothing).
 */
function readEmpty(state: EstimatorState): number {
  const { dtype } = state.array('_y');
  if (dtype === 'float64' || dtype === 'float32') return Number.NaN;
  if (dtype === 'int64') return -(2 ** 63);
  if (dtype === 'int32') return -(2 ** 31);
  throw state.refusal(`whose targets are of the type ${dtype}, which has no value for NaN`);
}

/** `outlier_label_`, the label of each output; undefined where there is none. */
function readOutliers(
  state: EstimatorState,
  labels: readonly Tensor[],
): readonly OutlierLabel[] | undefined {
  if (!state.has('outlier_label_')) return undefined;
  const array = asArray(state.value('outlier_label_'));
  // NumPy's texts are Python's own, its numbers are refused by fit.
  const given =
    array?.dtype === 'str' ? array.values : state.items('outlier_label_').map(plainScalar);
  if (given.length !== labels.length) {
    throw state.unexpected('outlier_label_', `a label for each of ${labels.length} outputs`);
  }
  return labels.map((classes, output) => {
    const choices = withLabel(classes, given[output] ?? null);
    if (choices) return choices;
    throw state.unexpected('outlier_label_', 'labels of the type of the classes');
  });
}

/** The classes with the label, behind them where it is none of them. */
function withLabel(classes: Tensor, label: PythonValue): OutlierLabel | undefined {
  const place = Array.from<unknown>(classes.values).findIndex((own) => isSameLabel(own, label));
  if (place >= 0) return { choices: classes, place };
  const choices = appended(classes, label);
  return choices && { choices, place: classes.values.length };
}

function isSameLabel(own: unknown, label: PythonValue): boolean {
  return typeof own === 'string' || typeof label === 'string'
    ? own === label
    : Number(own) === Number(label);
}

function appended(classes: Tensor, label: PythonValue): Tensor | undefined {
  const shape = [classes.values.length + 1];
  if (classes.dtype === 'object') {
    const isText = classes.values.every((own) => typeof own === 'string');
    if (!isText || typeof label !== 'string') return undefined;
    return { kind: 'tensor', dtype: 'object', shape, values: [...classes.values, label] };
  }
  const number = typeof label === 'boolean' ? Number(label) : label;
  if (typeof number !== 'number' && typeof number !== 'bigint') return undefined;
  if (classes.dtype === 'int64') {
    const values = BigInt64Array.from([...classes.values, BigInt(number)]);
    return { kind: 'tensor', dtype: 'int64', shape, values };
  }
  if (classes.dtype === 'float64') {
    const values = Float64Array.from([...classes.values, Number(number)]);
    return { kind: 'tensor', dtype: 'float64', shape, values };
  }
  return undefined;
}

/**
 * Where scikit-learn 1.4 and newer count votes by themselves (RadiusNeighborsClassMode): plain
 * votes of one output, among points of floats in no tree, by a metric of its own but the Euclidean
 * ones. The label for outliers is then looked for as it was given, not as `outlier_label_`: until
 * 1.8 among the classes, and since 1.9 among their numbers.
 */
function readClassMode(
  state: EstimatorState,
  { tree, brute }: NeighborIndex,
  labels: readonly Tensor[],
): ClassMode | undefined {
  const [classes] = labels;
  const isPlain = state.value('weights') === 'uniform' && !state.boolean('outputs_2d_');
  const isOwn = !tree && brute.keepsHeap && !brute.isProduct;
  if (!classes || !isPlain || !isOwn || !isAtLeast(state.version, 1, 4)) return undefined;
  if (asEntries(state.value('metric_params'))?.some(([name]) => name === 'p')) {
    throw state.refusal('whose metric_params have a power p, which only some of its code uses');
  }
  const isByNumber = isAtLeast(state.version, 1, 9);
  const takesClasses = isByNumber || classes.dtype === 'int64';
  // A list is equal to no number.
  const label = state.scalar('outlier_label');
  const known = isByNumber ? [...classes.values].map((_, at) => at) : Array.from(classes.values);
  const isNumber = ['number', 'bigint', 'boolean'].includes(typeof label);
  const vote = isNumber ? known.findIndex((own) => Number(own) === Number(label)) : -1;
  return { takesClasses, ...(vote >= 0 && { vote }) };
}
