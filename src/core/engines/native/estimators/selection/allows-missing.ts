import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';

const everMissing = /^sklearn\.ensemble\.HistGradientBoosting|^(xgboost|lightgbm)\./;
const neverMissing =
  /^sklearn\.(linear_model|svm|naive_bayes|neighbors|neural_network|discriminant_analysis)\.|^sklearn\.ensemble\.(GradientBoosting|AdaBoost)/;
const treeName =
  /^sklearn\.(tree|ensemble)\.(DecisionTree|ExtraTrees?|RandomForest)(Classifier|Regressor)$/;
const missingCriteria: ReadonlySet<string> = new Set([
  'gini',
  'log_loss',
  'entropy',
  'squared_error',
  'friedman_mse',
  'poisson',
]);

/**
 * Whether a selector lets missing values pass, which it does when the estimator that it was given
 * does (the tag `allow_nan` of each version). An estimator of which that is not known is refused.
 */
export function allowsMissing(selector: EstimatorState, inner: EstimatorState): boolean {
  if (everMissing.test(inner.className)) return true;
  if (neverMissing.test(inner.className)) return false;
  const [, module, name = ''] = treeName.exec(inner.className) ?? [];
  if (module === undefined) {
    throw selector.refusal(
      `whose estimator is ${inner.className}, of which it is not known whether it takes missing values`,
    );
  }
  const isEnsemble = module === 'ensemble';
  if (!isAtLeast(selector.version, 1, isEnsemble ? 4 : 3)) return false;
  const isRandom = isEnsemble ? name === 'ExtraTrees' : inner.string('splitter') === 'random';
  if (isRandom && !isAtLeast(selector.version, 1, 6)) return false;
  const criterion = inner.string('criterion') ?? 'None';
  if (missingCriteria.has(criterion)) return true;
  throw selector.refusal(
    `whose estimator has the criterion "${criterion}", with which it is not known whether it takes missing values`,
  );
}
