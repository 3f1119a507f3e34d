import { sharedFloats } from '../../shared-memory.ts';
import type { StandardScalerPlan } from './plans.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';

/** sklearn.preprocessing.StandardScaler, 0.20 to 1.9. */
export function translateStandardScaler(state: EstimatorState): StandardScalerPlan {
  const mean = state.boolean('with_mean') ? state.numbers('mean_').values : undefined;
  const scale = state.boolean('with_std') ? state.numbers('scale_').values : undefined;
  const featureCount = mean?.length ?? scale?.length ?? state.integer('n_features_in_');
  if (mean && scale && mean.length !== scale.length) {
    throw state.refusal('whose mean_ and scale_ have different lengths');
  }
  return {
    kind: 'standard-scaler',
    rules: inputRules(state, featureCount, { allowsNaN: true, conversion: 'float' }),
    ...(mean && { mean: sharedFloats(mean) }),
    ...(scale && { scale: sharedFloats(scale) }),
    castsParameters: isAtLeast(state.version, 1, 8),
  };
}
