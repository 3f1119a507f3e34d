import type { EstimatorState } from '../../translate/estimator-state.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import { allowsMissing, forestAllowsMissing } from './allows-missing.ts';
import { type ReadTrees, classifierPlan, regressorPlan } from './join-trees.ts';
import type { MultiTreeClassifierPlan, TreeClassifierPlan, TreeRegressorPlan } from './plans.ts';
import { readTree } from './read-tree.ts';

type ClassifierPlan = TreeClassifierPlan | MultiTreeClassifierPlan;

/** sklearn.tree.DecisionTreeClassifier and ExtraTreeClassifier, with one or several outputs. */
export function translateTreeClassifier(state: EstimatorState): ClassifierPlan {
  return classifierPlan(state, { ...singleTree(state), isForest: false });
}

/** sklearn.tree.DecisionTreeRegressor and ExtraTreeRegressor, with one or several outputs. */
export function translateTreeRegressor(state: EstimatorState): TreeRegressorPlan {
  return regressorPlan(state, singleTree(state));
}

function singleTree(state: EstimatorState): ReadTrees {
  return { trees: [readTree(state)], allowsNaN: allowsMissing(state) };
}

/** Forests of classifiers: the mean of the trees' probabilities. */
export function translateForestClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): ClassifierPlan {
  return classifierPlan(state, { ...forest(state, child), isForest: true });
}

/** Forests of regressors: the mean of the trees' values. */
export function translateForestRegressor(
  state: EstimatorState,
  child: ChildTranslator,
): TreeRegressorPlan {
  return regressorPlan(state, forest(state, child));
}

const treesOfForests: ReadonlyMap<string, string> = new Map([
  ['sklearn.ensemble.RandomForestClassifier', 'sklearn.tree.DecisionTreeClassifier'],
  ['sklearn.ensemble.RandomForestRegressor', 'sklearn.tree.DecisionTreeRegressor'],
  [
    'imblearn.ensemble._forest.BalancedRandomForestClassifier',
    'sklearn.tree.DecisionTreeClassifier',
  ],
  ['sklearn.ensemble.ExtraTreesClassifier', 'sklearn.tree.ExtraTreeClassifier'],
  ['sklearn.ensemble.ExtraTreesRegressor', 'sklearn.tree.ExtraTreeRegressor'],
]);

function forest(state: EstimatorState, child: ChildTranslator): ReadTrees {
  const className = treesOfForests.get(state.className);
  const members = state.items('estimators_').map((value, index) => {
    const place = `tree ${index} of ${state.place}`;
    const member = child.state(value, place);
    if (member.className === className) return member;
    throw state.refusal(`whose ${place} is not a ${className}`);
  });
  return { trees: members.map(readTree), allowsNaN: forestAllowsMissing(members) };
}
