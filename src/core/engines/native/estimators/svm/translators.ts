import type { Translators } from '../../translate/translator.ts';
import {
  translateSvmClassifier,
  translateSvmOneClass,
  translateSvmRegressor,
} from './translate-svm.ts';

/** Every estimator of this family, by its public name. */
export const svmTranslators: Translators = {
  'sklearn.svm.NuSVC': translateSvmClassifier,
  'sklearn.svm.NuSVR': translateSvmRegressor,
  'sklearn.svm.OneClassSVM': translateSvmOneClass,
  'sklearn.svm.SVC': translateSvmClassifier,
  'sklearn.svm.SVR': translateSvmRegressor,
};
