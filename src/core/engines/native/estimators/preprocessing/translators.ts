import type { Translators } from '../../translate/translator.ts';
import { translateStandardScaler } from './translate-scaler.ts';

/** Every estimator of this family, by its public name. */
export const preprocessingTranslators: Translators = {
  'sklearn.preprocessing.StandardScaler': translateStandardScaler,
};
