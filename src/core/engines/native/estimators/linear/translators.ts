import type { Translators } from '../../translate/translator.ts';
import {
  translateLogisticRegression,
  translateRidgeClassifier,
  translateScoreClassifier,
  translateSgdClassifier,
  translateSgdOneClass,
} from './translate-classifier.ts';
import {
  translateLinearDiscriminant,
  translateQuadraticDiscriminant,
} from './translate-discriminant.ts';
import { translatePartialLeastSquares } from './translate-partial-least-squares.ts';
import {
  translateLinearRegressor,
  translateLogRegressor,
  translateRansac,
  translateTweedieRegressor,
} from './translate-regressor.ts';

/** Every estimator of this family, by its public name. */
export const linearTranslators: Translators = {
  'sklearn.linear_model.ARDRegression': translateLinearRegressor,
  'sklearn.linear_model.BayesianRidge': translateLinearRegressor,
  'sklearn.linear_model.ElasticNet': translateLinearRegressor,
  'sklearn.linear_model.ElasticNetCV': translateLinearRegressor,
  'sklearn.linear_model.HuberRegressor': translateLinearRegressor,
  'sklearn.linear_model.Lars': translateLinearRegressor,
  'sklearn.linear_model.LarsCV': translateLinearRegressor,
  'sklearn.linear_model.Lasso': translateLinearRegressor,
  'sklearn.linear_model.LassoCV': translateLinearRegressor,
  'sklearn.linear_model.LassoLars': translateLinearRegressor,
  'sklearn.linear_model.LassoLarsCV': translateLinearRegressor,
  'sklearn.linear_model.LassoLarsIC': translateLinearRegressor,
  'sklearn.linear_model.LinearRegression': translateLinearRegressor,
  'sklearn.linear_model.MultiTaskElasticNet': translateLinearRegressor,
  'sklearn.linear_model.MultiTaskElasticNetCV': translateLinearRegressor,
  'sklearn.linear_model.MultiTaskLasso': translateLinearRegressor,
  'sklearn.linear_model.MultiTaskLassoCV': translateLinearRegressor,
  'sklearn.linear_model.OrthogonalMatchingPursuit': translateLinearRegressor,
  'sklearn.linear_model.OrthogonalMatchingPursuitCV': translateLinearRegressor,
  'sklearn.linear_model.PassiveAggressiveRegressor': translateLinearRegressor,
  'sklearn.linear_model.QuantileRegressor': translateLinearRegressor,
  'sklearn.linear_model.Ridge': translateLinearRegressor,
  'sklearn.linear_model.RidgeCV': translateLinearRegressor,
  'sklearn.linear_model.SGDRegressor': translateLinearRegressor,
  'sklearn.linear_model.TheilSenRegressor': translateLinearRegressor,
  'sklearn.svm.LinearSVR': translateLinearRegressor,

  'sklearn.linear_model.GammaRegressor': translateLogRegressor,
  'sklearn.linear_model.PoissonRegressor': translateLogRegressor,
  'sklearn.linear_model.TweedieRegressor': translateTweedieRegressor,
  'sklearn.linear_model.RANSACRegressor': translateRansac,

  'sklearn.linear_model.LogisticRegression': translateLogisticRegression,
  'sklearn.linear_model.LogisticRegressionCV': translateLogisticRegression,
  'sklearn.linear_model.PassiveAggressiveClassifier': translateScoreClassifier,
  'sklearn.linear_model.Perceptron': translateScoreClassifier,
  'sklearn.linear_model.RidgeClassifier': translateRidgeClassifier,
  'sklearn.linear_model.RidgeClassifierCV': translateRidgeClassifier,
  'sklearn.linear_model.SGDClassifier': translateSgdClassifier,
  'sklearn.linear_model.SGDOneClassSVM': translateSgdOneClass,
  'sklearn.svm.LinearSVC': translateScoreClassifier,

  'sklearn.discriminant_analysis.LinearDiscriminantAnalysis': translateLinearDiscriminant,
  'sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis': translateQuadraticDiscriminant,

  'sklearn.cross_decomposition.CCA': translatePartialLeastSquares,
  'sklearn.cross_decomposition.PLSCanonical': translatePartialLeastSquares,
  'sklearn.cross_decomposition.PLSRegression': translatePartialLeastSquares,
};
