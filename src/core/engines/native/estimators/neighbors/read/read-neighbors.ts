import type { Tensor } from '../../../../../data/tensor.ts';
import { isTagged } from '../../../../../formats/python-value.ts';
import { asArray } from '../../../../../formats/resolve-python.ts';
import { sharedFloats, sharedIntegers } from '../../../shared-memory.ts';
import { classLabels, labelTensor } from '../../../translate/class-labels.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import { isAtLeast } from '../../../translate/sklearn-version.ts';
import { inputRules } from '../../../translate/translator.ts';
import { comparesDifferences } from '../metrics/brute-distances.ts';
import type { NeighborClassifierPlan, NeighborIndex, NeighborRegressorPlan } from '../plans.ts';
import { readIndex } from './read-index.ts';

/** What all estimators that weigh neighbors have. */
export function readNeighbors(
  state: EstimatorState,
): Pick<NeighborClassifierPlan, 'rules' | 'index' | 'weights'> {
  const weights = readWeights(state);
  const index = readIndex(state);
  return { rules: neighborRules(state, index), index, weights };
}

/**
 * Refuses float32 points in no tree by metrics whose rounding in float32 is not known: where the
 * last bits of a distance count, not where the nearest are found.
 */
export function refuseNarrowPoints(
  state: EstimatorState,
  { tree, brute, metric, isFloat32 }: NeighborIndex,
): void {
  const isKnown = brute.keepsHeap ? comparesDifferences(metric) : metric.name !== 'nan_euclidean';
  if (tree || !isFloat32 || isKnown) return;
  throw state.refusal(
    `whose points are float32 while its metric "${metric.name}" is known in float64 alone`,
  );
}

/** The classes of one or several outputs, and those of each training point. */
export function readClasses(
  state: EstimatorState,
  pointCount: number,
): Pick<NeighborClassifierPlan, 'labels' | 'codes'> {
  const labels = readLabels(state);
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
  return { labels, codes };
}

/** The targets of each training point, one or several. */
export function readTargets(
  state: EstimatorState,
  pointCount: number,
): Pick<NeighborRegressorPlan, 'targets' | 'outputCount' | 'isFlat' | 'isFloat32'> {
  const targets = state.numbers('_y');
  const [rows, outputCount = 1] = targets.shape;
  if (rows !== pointCount || targets.shape.length > 2 || outputCount === 0) {
    throw state.unexpected('_y', `targets of ${pointCount} points`);
  }
  return {
    targets: sharedFloats(targets.values),
    outputCount,
    isFlat: targets.shape.length === 1,
    isFloat32: targets.isFloat32,
  };
}

/** The rules for rows; nan_euclidean takes missing values since 1.6. */
export function neighborRules(
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
