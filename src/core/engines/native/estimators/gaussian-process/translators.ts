import type { Translators } from '../../translate/translator.ts';
import {
  translateClassifier,
  translateLaplace,
  translateRegressor,
} from './translate-gaussian-process.ts';

/** Every estimator of this family, by its public name. */
export const gaussianProcessTranslators: Translators = {
  'sklearn.gaussian_process.GaussianProcessClassifier': translateClassifier,
  'sklearn.gaussian_process.GaussianProcessRegressor': translateRegressor,
  'sklearn.gaussian_process._BinaryGaussianProcessClassifierLaplace': translateLaplace,
};
