import type { Translators } from '../../translate/translator.ts';
import { translateLinearRegressor, translateLogisticRegression } from './translate-linear.ts';

/** Every estimator of this family, by its public name. */
export const linearTranslators: Translators = {
  'sklearn.linear_model.LogisticRegression': translateLogisticRegression,
  'sklearn.linear_model.LinearRegression': translateLinearRegressor,
  'sklearn.linear_model.Ridge': translateLinearRegressor,
};
