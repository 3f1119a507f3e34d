import type { PythonValue } from '../../../../../formats/python-value.ts';
import type { EstimatorPlan } from '../../../plan.ts';
import type { PredictMethod } from '../../../methods.ts';
import type { InputRules } from '../../../rows/input-rules.ts';
import { sharedIntegers } from '../../../shared-memory.ts';
import { classLabels } from '../../../translate/class-labels.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import { type ChildTranslator, inputRules } from '../../../translate/translator.ts';
import { bagOfTreeClassifiers, bagOfTreeRegressors, isTreeState } from './bag-of-trees.ts';
import { isEveryFeature } from './member-features.ts';
import { type SavedBag, memberPlace, readBag } from './saved-bag.ts';
import { readMemberClasses } from './member-classes.ts';
import type {
  BagMember,
  BaggingClassifierPlan,
  BaggingRegressorPlan,
  TreeClassifierPlan,
  TreeRegressorPlan,
} from '../plans.ts';

/** sklearn.ensemble.BaggingClassifier of any estimator; bags of trees become one ensemble. */
export function translateBaggingClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): BaggingClassifierPlan | TreeClassifierPlan {
  const bag = readBag(state, child);
  const classCount = state.integer('n_classes_');
  const labels = classLabels(state, classCount);
  const places = bag.members.map((member) => readMemberClasses(member, classCount));
  const trees = bagOfTreeClassifiers(state, { ...bag, places, labels });
  if (trees) return trees;
  const members = bag.values.map((value, index): BagMember => {
    const estimator = readMember(state, child, { value, index, method: 'predict' });
    const classes = sharedIntegers(places[index] ?? []);
    const methods = child.methodsOf(estimator);
    const hasProbability = methods.includes('predict_proba');
    const hasLogProbability = methods.includes('predict_log_proba');
    return { estimator, ...featuresOf(bag, index), classes, hasProbability, hasLogProbability };
  });
  return { kind: 'bagging-classifier', rules: bagRules(state, bag), members, labels };
}

/** sklearn.ensemble.BaggingRegressor of any estimator. */
export function translateBaggingRegressor(
  state: EstimatorState,
  child: ChildTranslator,
): BaggingRegressorPlan | TreeRegressorPlan {
  const bag = readBag(state, child);
  const trees = bagOfTreeRegressors(state, bag);
  if (trees) return trees;
  const members = bag.values.map((value, index): BagMember => {
    const estimator = readMember(state, child, { value, index, method: 'predict' });
    return { estimator, ...featuresOf(bag, index) };
  });
  return { kind: 'bagging-regressor', rules: bagRules(state, bag), members };
}

function readMember(
  state: EstimatorState,
  child: ChildTranslator,
  of: { readonly value: PythonValue; readonly index: number; readonly method: PredictMethod },
): EstimatorPlan {
  const plan = child.part(of.value, memberPlace(state, of.index));
  if (child.methodsOf(plan).includes(of.method)) return plan;
  throw state.refusal(`whose member ${of.index} has no ${of.method}`);
}

function featuresOf(bag: SavedBag, index: number): Pick<BagMember, 'features'> {
  const features = bag.features[index] ?? [];
  return isEveryFeature(features, bag.featureCount) ? {} : { features: sharedIntegers(features) };
}

/** `dtype=None, force_all_finite=False`: what is wrong is left to the members. */
function bagRules(state: EstimatorState, { featureCount, members }: SavedBag): InputRules {
  return inputRules(state, featureCount, {
    allowsNaN: true,
    allowsInfinity: true,
    conversion: members.every(isTreeState) ? 'float32' : 'numeric',
  });
}
