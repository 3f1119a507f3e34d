import { sharedFloats } from '../../shared-memory.ts';
import { pairwiseSum } from '../../evaluate/numpy-math.ts';
import type { EstimatorPlan } from '../../plan.ts';
import { classLabels } from '../../translate/class-labels.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type { PredictMethod } from '../../methods.ts';
import type { AdaBoostClassifierPlan, AdaBoostRegressorPlan } from './plans.ts';

/** sklearn.ensemble.AdaBoostClassifier; `algorithm` chose until 1.5, and since 1.6 says nothing. */
export function translateAdaBoostClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): AdaBoostClassifierPlan {
  const isReal = usesProbabilities(state);
  const members = readMembers(state, child, isReal ? 'predict_proba' : 'predict');
  const weights = readWeights(state, members.length);
  const classCount = state.integer('n_classes_');
  if (classCount < 2) throw state.refusal('which knows only one class');
  return {
    kind: 'adaboost-classifier',
    rules: memberRules(state, members),
    members,
    weights: weights.used,
    weightSum: pairwiseSum(weights.all, 0, weights.all.length),
    isReal,
    otherShare: isAtLeast(state.version, 1, 3) ? -1 / (classCount - 1) : 0,
    labels: classLabels(state, classCount),
  };
}

/** sklearn.ensemble.AdaBoostRegressor; the loss matters only while fitting. */
export function translateAdaBoostRegressor(
  state: EstimatorState,
  child: ChildTranslator,
): AdaBoostRegressorPlan {
  const members = readMembers(state, child, 'predict');
  return {
    kind: 'adaboost-regressor',
    rules: memberRules(state, members),
    members,
    weights: readWeights(state, members.length).used,
  };
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
  const members = state.items('estimators_').map((value, index) => {
    const plan = child.part(value, `member ${index} of ${state.place}`);
    if (child.methodsOf(plan).includes(method)) return plan;
    throw state.refusal(`whose member ${index} has no ${method}`);
  });
  if (members.length === 0) throw state.refusal('which has no members');
  return members;
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
function memberRules(state: EstimatorState, members: readonly EstimatorPlan[]): InputRules {
  const areTrees = members.every(({ kind }) => kind.startsWith('tree-'));
  const [first] = members;
  const declared = ['n_features_in_', 'n_features_'].find((name) => state.has(name));
  const featureCount =
    declared === undefined && first && 'rules' in first
      ? first.rules.featureCount
      : state.integer(declared ?? 'n_features_in_');
  return inputRules(state, featureCount, {
    allowsNaN: false,
    conversion: areTrees ? 'float32' : 'numeric',
  });
}
