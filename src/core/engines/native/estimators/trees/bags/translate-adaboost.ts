import { sharedFloats } from '../../../shared-memory.ts';
import { pairwiseSum } from '../../../evaluate/numpy-math.ts';
import type { EstimatorPlan } from '../../../plan.ts';
import { classLabels } from '../../../translate/class-labels.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import { isAtLeast } from '../../../translate/sklearn-version.ts';
import {
  type ChildTranslator,
  fittedFeatureCount,
  inputRules,
} from '../../../translate/translator.ts';
import type { InputRules } from '../../../rows/input-rules.ts';
import type { PredictMethod } from '../../../methods.ts';
import { adaBoostOfClassifiers, adaBoostOfRegressors } from './adaboost-of-trees.ts';
import { allowsMissing } from '../allows-missing.ts';
import { isTreeState } from './bag-of-trees.ts';
import { memberPlace } from './saved-bag.ts';
import type { AdaBoostClassifierPlan, AdaBoostRegressorPlan } from '../plans.ts';

/** sklearn.ensemble.AdaBoostClassifier; `algorithm` chose until 1.5, and since 1.6 says nothing. */
export function translateAdaBoostClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): AdaBoostClassifierPlan {
  const isReal = usesProbabilities(state);
  const saved = memberStates(state, child);
  const weights = readWeights(state, saved.length);
  const classCount = state.integer('n_classes_');
  if (classCount < 2) throw state.refusal('which knows only one class');
  const labels = classLabels(state, classCount);
  const otherShare = isAtLeast(state.version, 1, 3) ? -1 / (classCount - 1) : 0;
  const scoring = { isReal, weights: weights.used, otherShare };
  const members =
    adaBoostOfClassifiers(state, saved, { ...scoring, labels }) ??
    readMembers(state, child, isReal ? 'predict_proba' : 'predict');
  return {
    kind: 'adaboost-classifier',
    rules: memberRules(state, saved),
    members,
    takesNone: takesNone(saved),
    scoring,
    weightSum: pairwiseSum(weights.all, 0, weights.all.length),
    labels,
  };
}

/** sklearn.ensemble.AdaBoostRegressor; the loss matters only while fitting. */
export function translateAdaBoostRegressor(
  state: EstimatorState,
  child: ChildTranslator,
): AdaBoostRegressorPlan {
  const saved = memberStates(state, child);
  return {
    kind: 'adaboost-regressor',
    rules: memberRules(state, saved),
    members: adaBoostOfRegressors(state, saved) ?? readMembers(state, child, 'predict'),
    takesNone: takesNone(saved),
    weights: readWeights(state, saved.length).used,
  };
}

function takesNone(members: readonly EstimatorState[]): boolean {
  return members.every((member) => isTreeState(member) && allowsMissing(member));
}

function memberStates(state: EstimatorState, child: ChildTranslator): readonly EstimatorState[] {
  const members = state
    .items('estimators_')
    .map((value, index) => child.state(value, memberPlace(state, index)));
  if (members.length === 0) throw state.refusal('which has no members');
  return members;
}

function usesProbabilities(state: EstimatorState): boolean {
  if (isAtLeast(state.version, 1, 6)) return false;
  const algorithm = state.string('algorithm') ?? 'None';
  if (algorithm === 'SAMME.R') return true;
  if (algorithm === 'SAMME') return false;
  throw state.refusal(`whose parameter algorithm is "${algorithm}"`);
}

function readMembers(
  state: EstimatorState,
  child: ChildTranslator,
  method: PredictMethod,
): readonly EstimatorPlan[] {
  return state.items('estimators_').map((value, index) => {
    const plan = child.part(value, memberPlace(state, index));
    if (child.methodsOf(plan).includes(method)) return plan;
    throw state.refusal(`whose member ${index} has no ${method}`);
  });
}

/** The array was made as long as `n_estimators`; members that were left out have the weight 0. */
function readWeights(
  state: EstimatorState,
  count: number,
): { readonly all: Float64Array; readonly used: Float64Array } {
  const { values, shape } = state.numbers('estimator_weights_');
  if (shape.length !== 1 || values.length < count) {
    throw state.unexpected('estimator_weights_', `at least ${count} numbers`);
  }
  return { all: values, used: sharedFloats(values.subarray(0, count)) };
}

/**
 * `_check_X` takes any dtype and hands it on. Trees cast to float32 and nothing else, so that is
 * done once here.
 */
function memberRules(state: EstimatorState, members: readonly EstimatorState[]): InputRules {
  const areTrees = members.every(isTreeState);
  // Before 0.23 there was no n_features_in_, but trees know their own features.
  const source = state.has('n_features_in_') ? state : (members[0] ?? state);
  return inputRules(state, fittedFeatureCount(source), {
    allowsNaN: false,
    conversion: areTrees ? 'float32' : 'numeric',
  });
}
