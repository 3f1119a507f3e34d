import type { PythonValue } from '../../../formats/python-value.ts';
import type { EstimatorPlan, InputRules } from '../plan.ts';
import { type EstimatorState, plainScalar } from './estimator-state.ts';

/** Translates a part inside another part; `place` names it in messages. */
export type TranslateChild = (value: PythonValue, place: string) => EstimatorPlan;

/** Turns the saved state of one kind of estimator into a plan, or refuses it by name. */
export type Translator = (state: EstimatorState, translateChild: TranslateChild) => EstimatorPlan;

/** The rules of an estimator for its input; `featureCount` is what its own arrays say. */
export function inputRules(
  state: EstimatorState,
  featureCount: number,
  rest: Pick<InputRules, 'allowsNaN' | 'conversion'>,
): InputRules {
  const declared = state.has('n_features_in_') ? state.integer('n_features_in_') : featureCount;
  if (declared !== featureCount) {
    throw state.refusal(
      `which says it has ${declared} features while its arrays have ${featureCount}`,
    );
  }
  const featureNames = readFeatureNames(state, featureCount);
  return {
    estimator: state.shortName,
    featureCount,
    ...(featureNames && { featureNames }),
    ...rest,
  };
}

function readFeatureNames(state: EstimatorState, count: number): string[] | undefined {
  if (!state.has('feature_names_in_')) return undefined;
  const array = state.array('feature_names_in_');
  const values = array.dtype === 'object' || array.dtype === 'str' ? array.values : [];
  const names = values.map(plainScalar).filter((name) => typeof name === 'string');
  if (names.length !== count) {
    throw state.unexpected('feature_names_in_', `an array of ${count} names`);
  }
  return names;
}
