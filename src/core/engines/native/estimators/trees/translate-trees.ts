import { pairwiseSum } from '../../evaluate/numpy-math.ts';
import { classLabels } from '../../translate/class-labels.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import { buildEnsemble } from '../../tree-ensemble/build-ensemble.ts';
import type { TreeEnsemble } from '../../tree-ensemble/tree-ensemble.ts';
import type { TreeClassifierPlan, TreeRegressorPlan } from './plans.ts';
import { type SklearnTree, readTree } from './read-tree.ts';

const classifierCriteria = ['gini', 'log_loss', 'entropy'];
const regressorCriteria = ['squared_error', 'friedman_mse', 'poisson'];

/** sklearn.tree.DecisionTreeClassifier. */
export function translateTreeClassifier(state: EstimatorState): TreeClassifierPlan {
  return classifierPlan(state, [readTree(state)], allowsMissing(state, classifierCriteria));
}

/** sklearn.tree.DecisionTreeRegressor, with one or several outputs. */
export function translateTreeRegressor(state: EstimatorState): TreeRegressorPlan {
  return regressorPlan(state, [readTree(state)], allowsMissing(state, regressorCriteria));
}

/** sklearn.ensemble.RandomForestClassifier: the mean of the trees' probabilities. */
export function translateForestClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): TreeClassifierPlan {
  const members = forestMembers(state, child, 'sklearn.tree.DecisionTreeClassifier');
  return classifierPlan(state, members.map(readTree), forestAllowsMissing(members));
}

/** sklearn.ensemble.RandomForestRegressor: the mean of the trees' values. */
export function translateForestRegressor(
  state: EstimatorState,
  child: ChildTranslator,
): TreeRegressorPlan {
  const members = forestMembers(state, child, 'sklearn.tree.DecisionTreeRegressor');
  return regressorPlan(state, members.map(readTree), forestAllowsMissing(members));
}

function classifierPlan(
  state: EstimatorState,
  trees: readonly SklearnTree[],
  allowsNaN: boolean,
): TreeClassifierPlan {
  const { featureCount, outputCount, valueCount } = checkAlike(state, trees);
  if (outputCount !== 1 || state.integer('n_outputs_') !== 1) {
    throw state.refusal(`which predicts ${outputCount} outputs at once`);
  }
  const ensemble = joinTrees(state, trees);
  // Until 1.3 predict_proba divided each leaf by its sum; since then leaves hold proportions.
  if (!isAtLeast(state.version, 1, 4)) normaliseLeaves(ensemble);
  return {
    kind: 'tree-classifier',
    rules: inputRules(state, featureCount, { allowsNaN, conversion: 'float32' }),
    ensemble,
    labels: classLabels(state, valueCount),
  };
}

function regressorPlan(
  state: EstimatorState,
  trees: readonly SklearnTree[],
  allowsNaN: boolean,
): TreeRegressorPlan {
  const { featureCount, outputCount, valueCount } = checkAlike(state, trees);
  if (valueCount !== outputCount || state.integer('n_outputs_') !== outputCount) {
    throw state.refusal('whose trees hold more than one value for each output');
  }
  return {
    kind: 'tree-regressor',
    rules: inputRules(state, featureCount, { allowsNaN, conversion: 'float32' }),
    ensemble: joinTrees(state, trees),
    isFlat: outputCount === 1,
  };
}

function checkAlike(state: EstimatorState, trees: readonly SklearnTree[]): SklearnTree {
  const [first] = trees;
  if (!first) throw state.refusal('which has no trees');
  const areAlike = trees.every(
    (tree) =>
      tree.featureCount === first.featureCount &&
      tree.outputCount === first.outputCount &&
      tree.valueCount === first.valueCount,
  );
  if (!areAlike) throw state.refusal('whose trees have different shapes');
  return first;
}

function joinTrees(state: EstimatorState, trees: readonly SklearnTree[]): TreeEnsemble {
  const { featureCount, valueCount } = checkAlike(state, trees);
  return buildEnsemble(trees, {
    featureCount,
    valueCount,
    outputCount: valueCount,
    refuse: (reason) => state.refusal(reason),
  });
}

function normaliseLeaves(ensemble: TreeEnsemble): void {
  const { leafValues, valueCount } = ensemble;
  for (let start = 0; start < leafValues.length; start += valueCount) {
    const sum = pairwiseSum(leafValues, start, valueCount);
    if (sum === 0) continue;
    for (let at = start; at < start + valueCount; at += 1) {
      leafValues[at] = Number(leafValues[at]) / sum;
    }
  }
}

function forestMembers(
  state: EstimatorState,
  child: ChildTranslator,
  className: string,
): EstimatorState[] {
  return state.items('estimators_').map((value, index) => {
    const place = `tree ${index} of ${state.place}`;
    const member = child.state(value, place);
    if (member.className === className) return member;
    throw state.refusal(`whose ${place} is not a ${className}`);
  });
}

/**
 * Whether predict takes missing values: BaseDecisionTree._support_missing_values of the version
 * that saved the tree, from 1.3 on (which splitters and criteria), since 1.9 for all.
 */
function allowsMissing(state: EstimatorState, criteria: readonly string[]): boolean {
  const { version } = state;
  if (!isAtLeast(version, 1, 3)) return false;
  if (isAtLeast(version, 1, 9)) return true;
  const splitter = state.string('splitter');
  const isSplitter = splitter === 'best' || (splitter === 'random' && isAtLeast(version, 1, 6));
  const isCriterion = criteria.includes(state.string('criterion') ?? '');
  return isSplitter && isCriterion && !state.has('monotonic_cst');
}

/** BaseForest._validate_X_predict asks its first tree since 1.4, and refused before. */
function forestAllowsMissing(members: readonly EstimatorState[]): boolean {
  const [first] = members;
  if (!first || !isAtLeast(first.version, 1, 4)) return false;
  const isClassifier = first.className.endsWith('Classifier');
  return allowsMissing(first, isClassifier ? classifierCriteria : regressorCriteria);
}
