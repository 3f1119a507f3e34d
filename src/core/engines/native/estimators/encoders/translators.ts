import type { Translators } from '../../translate/translator.ts';
import { categoryEncoderTranslators } from './translate-category-encoder.ts';
import { translateOneHotEncoder } from './translate-one-hot.ts';
import { translateOrdinalEncoder } from './translate-ordinal.ts';
import { translateTargetEncoder } from './translate-target-encoder.ts';

/** Every estimator of this family, by its public name. */
export const encoderTranslators: Translators = {
  'sklearn.preprocessing.OneHotEncoder': translateOneHotEncoder,
  'sklearn.preprocessing.OrdinalEncoder': translateOrdinalEncoder,
  'sklearn.preprocessing.TargetEncoder': translateTargetEncoder,
  ...categoryEncoderTranslators,
};
