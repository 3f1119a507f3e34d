import type { Translators } from '../../translate/translator.ts';
import { translateDiscretizer } from './translate-discretizer.ts';
import { translateBinarizer, translateNormalizer } from './translate-normalizer.ts';
import { translatePolynomial } from './translate-polynomial.ts';
import { translatePower, translateQuantile } from './translate-power.ts';
import {
  translateMaxAbsScaler,
  translateMinMaxScaler,
  translateRobustScaler,
  translateStandardScaler,
} from './translate-scaler.ts';
import { translateSpline } from './translate-spline.ts';

/** Every estimator of this family, by its public name. */
export const preprocessingTranslators: Translators = {
  'sklearn.preprocessing.Binarizer': translateBinarizer,
  'sklearn.preprocessing.KBinsDiscretizer': translateDiscretizer,
  'sklearn.preprocessing.MaxAbsScaler': translateMaxAbsScaler,
  'sklearn.preprocessing.MinMaxScaler': translateMinMaxScaler,
  'sklearn.preprocessing.Normalizer': translateNormalizer,
  'sklearn.preprocessing.PolynomialFeatures': translatePolynomial,
  'sklearn.preprocessing.PowerTransformer': translatePower,
  'sklearn.preprocessing.QuantileTransformer': translateQuantile,
  'sklearn.preprocessing.RobustScaler': translateRobustScaler,
  'sklearn.preprocessing.SplineTransformer': translateSpline,
  'sklearn.preprocessing.StandardScaler': translateStandardScaler,
};
