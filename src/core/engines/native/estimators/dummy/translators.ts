import type { Translators } from '../../translate/translator.ts';
import { translateDummyClassifier } from './translate-dummy-classifier.ts';
import { translateDummyRegressor } from './translate-dummy-regressor.ts';

/** Every estimator of this family, by its public name. */
export const dummyTranslators: Translators = {
  'sklearn.dummy.DummyClassifier': translateDummyClassifier,
  'sklearn.dummy.DummyRegressor': translateDummyRegressor,
};
