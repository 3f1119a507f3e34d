import { translateLinearRegressor, translateLogisticRegression } from './linear-models.ts';
import { translatePipeline } from './pipeline.ts';
import { translateStandardScaler } from './standard-scaler.ts';
import type { Translator } from './translator.ts';
import {
  translateForestClassifier,
  translateForestRegressor,
  translateTreeClassifier,
  translateTreeRegressor,
} from './tree-models.ts';

/** Every estimator that the native engine runs, by its public name. */
export const translators: ReadonlyMap<string, Translator> = new Map<string, Translator>([
  ['sklearn.pipeline.Pipeline', translatePipeline],
  ['sklearn.preprocessing.StandardScaler', translateStandardScaler],
  ['sklearn.linear_model.LogisticRegression', translateLogisticRegression],
  ['sklearn.linear_model.LinearRegression', translateLinearRegressor],
  ['sklearn.linear_model.Ridge', translateLinearRegressor],
  ['sklearn.tree.DecisionTreeClassifier', translateTreeClassifier],
  ['sklearn.tree.DecisionTreeRegressor', translateTreeRegressor],
  ['sklearn.ensemble.RandomForestClassifier', translateForestClassifier],
  ['sklearn.ensemble.RandomForestRegressor', translateForestRegressor],
]);
