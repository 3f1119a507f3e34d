import type { PythonValue } from '../../../formats/python-value.ts';
import type { PredictMethod } from '../methods.ts';
import type { EstimatorPlan } from '../plan.ts';
import type { InputRules } from '../rows/input-rules.ts';
import { type EstimatorState, plainScalar } from './estimator-state.ts';
import { isAtLeast } from './sklearn-version.ts';

/** Translates parts inside a part; `place` names them in messages: `step "scale"`. */
export interface ChildTranslator {
  /** Any part. */
  readonly part: (value: PythonValue, place: string) => EstimatorPlan;
  /** A part that has `transform`; any other is refused. */
  readonly transformer: (value: PythonValue, place: string) => EstimatorPlan;
  /** The methods that a translated part has. */
  readonly methodsOf: (plan: EstimatorPlan) => readonly PredictMethod[];
  /** Typed access to a saved object that is not a part by itself, such as a tree of a forest. */
  readonly state: (value: PythonValue, place: string) => EstimatorState;
}

/** Turns the saved state of one kind of estimator into a plan, or refuses it by name. */
export type Translator = (state: EstimatorState, child: ChildTranslator) => EstimatorPlan;

/** Translators by the public names of their classes: `sklearn.linear_model.Ridge`. */
export type Translators = Readonly<Record<string, Translator>>;

/** The rules of an estimator for its input; `featureCount` is what its own arrays say. */
export function inputRules(
  state: EstimatorState,
  featureCount: number,
  rest: Pick<InputRules, 'allowsNaN' | 'allowsInfinity' | 'conversion'>,
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
    ...widensBooleans(state),
    ...castsTexts(state),
    ...rest,
  };
}

function castsTexts({ version }: EstimatorState): Pick<InputRules, 'castsTexts'> {
  return isAtLeast(version, 0, 24) && !isAtLeast(version, 1, 1) ? { castsTexts: true } : {};
}

/** How check_array of the estimator's version reads booleans of a frame. */
export function widensBooleans({ version }: EstimatorState): Pick<InputRules, 'widensBooleans'> {
  return isAtLeast(version, 1, 1) ? {} : { widensBooleans: true };
}

/** How many features an estimator was fitted to: `n_features_` until 0.23 or 0.24. */
export function fittedFeatureCount(state: EstimatorState): number {
  return state.integer(state.has('n_features_in_') ? 'n_features_in_' : 'n_features_');
}

/** `feature_names_in_`, if it is there; `count` names are expected. */
export function readFeatureNames(state: EstimatorState, count: number): string[] | undefined {
  if (!state.has('feature_names_in_')) return undefined;
  const array = state.array('feature_names_in_');
  const values = array.dtype === 'object' || array.dtype === 'str' ? array.values : [];
  const names = values.map(plainScalar).filter((name) => typeof name === 'string');
  if (names.length !== count) {
    throw state.unexpected('feature_names_in_', `an array of ${count} names`);
  }
  return names;
}
