import type { EstimatorState } from '../../translate/estimator-state.ts';
import { inputRules } from '../../translate/translator.ts';
import type { BinarizerPlan, NormalizerPlan, RowNorm } from './plans.ts';

/** sklearn.preprocessing.Normalizer: it learns nothing but the number of features. */
export function translateNormalizer(state: EstimatorState): NormalizerPlan {
  const featureCount = state.integer('n_features_in_');
  return {
    kind: 'normalizer',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'float' }),
    norm: readNorm(state),
  };
}

function readNorm(state: EstimatorState): RowNorm {
  const norm = state.string('norm');
  if (norm === 'l1' || norm === 'l2' || norm === 'max') return norm;
  throw state.refusal(`whose parameter norm is "${norm ?? 'None'}"`);
}

/** sklearn.preprocessing.Binarizer. */
export function translateBinarizer(state: EstimatorState): BinarizerPlan {
  const featureCount = state.integer('n_features_in_');
  return {
    kind: 'binarizer',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'numeric' }),
    threshold: state.number('threshold'),
  };
}
