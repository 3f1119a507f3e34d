import { asArray } from '../../../../formats/resolve-python.ts';
import { sharedFloats } from '../../shared-memory.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { inputRules } from '../../translate/translator.ts';
import type { TargetEncoderPlan } from './plans.ts';
import { readCategories } from './read-categories.ts';

/** sklearn.preprocessing.TargetEncoder, 1.3 to 1.9; targets of several classes since 1.4. */
export function translateTargetEncoder(state: EstimatorState): TargetEncoderPlan {
  const tables = readCategories(state);
  const { values: means, shape } = state.numbers('target_mean_');
  const isMulticlass = state.string('target_type_') === 'multiclass';
  if (shape.length > 1 || means.length === 0 || (!isMulticlass && means.length !== 1)) {
    throw state.unexpected('target_mean_', 'a number for each class');
  }
  const encodings = state.items('encodings_').map((raw, index) => {
    const array = asArray(raw);
    const table = tables[Math.floor(index / means.length)];
    if (array?.dtype !== 'float64' || array.values.length !== table?.count) {
      throw state.unexpected('encodings_', 'a number for each category of each feature');
    }
    return sharedFloats(array.values);
  });
  if (encodings.length !== tables.length * means.length) {
    throw state.unexpected('encodings_', 'an array for each feature and class');
  }
  return {
    kind: 'target-encoder',
    rules: inputRules(state, tables.length, { allowsNaN: true, conversion: 'numeric' }),
    categoryRules: { estimator: state.shortName, allowsMissing: true, refusesUnknown: false },
    tables,
    encodings,
    means: sharedFloats(means),
  };
}
