import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';

const classifierCriteria = ['gini', 'log_loss', 'entropy'];
const regressorCriteria = ['squared_error', 'friedman_mse', 'poisson'];

/**
 * Whether predict of one tree takes missing values: BaseDecisionTree._support_missing_values of the
 * version that saved it, from 1.3 on (which splitters and criteria), since 1.9 for nearly all.
 */
export function allowsMissing(state: EstimatorState): boolean {
  const { version, shortName } = state;
  if (!isAtLeast(version, 1, 3) || !splitterTakesMissing(state)) return false;
  if (isAtLeast(version, 1, 9)) return true;
  const criteria = shortName.endsWith('Classifier') ? classifierCriteria : regressorCriteria;
  return criteria.includes(state.string('criterion') ?? '') && !state.has('monotonic_cst');
}

/** ExtraTree* shared the rule of DecisionTree* until 1.5, and ExtraTreeRegressor until 1.6. */
function splitterTakesMissing(state: EstimatorState): boolean {
  const { version, shortName } = state;
  const splitter = state.string('splitter');
  if (!isAtLeast(version, 1, 6)) return splitter === 'best';
  const isStrict =
    shortName === 'ExtraTreeClassifier' ||
    (shortName === 'ExtraTreeRegressor' && isAtLeast(version, 1, 7));
  return splitter === 'random' || (splitter === 'best' && !isStrict);
}

/** BaseForest._validate_X_predict asks its first tree since 1.4, and refused before. */
export function forestAllowsMissing(members: readonly EstimatorState[]): boolean {
  const [first] = members;
  return first !== undefined && isAtLeast(first.version, 1, 4) && allowsMissing(first);
}
