import { readVector } from '../../translate/read-arrays.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';
import { asItems } from '../../../../formats/resolve-python.ts';
import type { ColumnScalerPlan, ColumnStep } from './plans.ts';

/** sklearn.preprocessing.StandardScaler, 0.20 to 1.9: (x - mean) / scale. */
export function translateStandardScaler(state: EstimatorState): ColumnScalerPlan {
  return columnScaler(state, {
    steps: [
      ...(state.boolean('with_mean') ? [step(state, 'subtract', 'mean_')] : []),
      ...(state.boolean('with_std') ? [step(state, 'divide', 'scale_')] : []),
    ],
    castsParameters: isAtLeast(state.version, 1, 8),
  });
}

/** sklearn.preprocessing.MinMaxScaler: x * scale + min; `clip` is there since 0.24. */
export function translateMinMaxScaler(state: EstimatorState): ColumnScalerPlan {
  const isClipped = state.has('clip') && state.boolean('clip');
  return columnScaler(state, {
    steps: [step(state, 'multiply', 'scale_'), step(state, 'add', 'min_')],
    ...(isClipped && { limits: readRange(state) }),
  });
}

/** sklearn.preprocessing.MaxAbsScaler: x / scale; `clip` is there since 1.8. */
export function translateMaxAbsScaler(state: EstimatorState): ColumnScalerPlan {
  const isClipped = state.has('clip') && state.boolean('clip');
  return columnScaler(state, {
    steps: [step(state, 'divide', 'scale_')],
    ...(isClipped && { limits: [-1, 1] }),
  });
}

/** sklearn.preprocessing.RobustScaler: (x - center) / scale. */
export function translateRobustScaler(state: EstimatorState): ColumnScalerPlan {
  return columnScaler(state, {
    steps: [
      ...(state.boolean('with_centering') ? [step(state, 'subtract', 'center_')] : []),
      ...(state.boolean('with_scaling') ? [step(state, 'divide', 'scale_')] : []),
    ],
  });
}

function step(
  state: EstimatorState,
  operation: ColumnStep['operation'],
  attribute: string,
): ColumnStep {
  return { operation, values: readVector(state, attribute).values };
}

function columnScaler(
  state: EstimatorState,
  options: Pick<ColumnScalerPlan, 'steps' | 'limits'> & { readonly castsParameters?: boolean },
): ColumnScalerPlan {
  const { steps, limits, castsParameters = false } = options;
  const featureCount = steps[0]?.values.length ?? state.integer('n_features_in_');
  if (steps.some(({ values }) => values.length !== featureCount)) {
    throw state.refusal('whose parameters for the features have different lengths');
  }
  return {
    kind: 'column-scaler',
    rules: inputRules(state, featureCount, { allowsNaN: true, conversion: 'float' }),
    steps,
    ...(limits && { limits }),
    castsParameters,
  };
}

function readRange(state: EstimatorState): readonly [number, number] {
  const [low, high, ...rest] = asItems(state.value('feature_range'))?.map(plainScalar) ?? [];
  if (typeof low === 'number' && typeof high === 'number' && rest.length === 0) return [low, high];
  throw state.unexpected('feature_range', 'a pair of numbers');
}
