import type { Translators } from '../../translate/translator.ts';
import {
  translateCountVectorizer,
  translateHashingVectorizer,
  translateTfidfTransformer,
  translateTfidfVectorizer,
} from './translate-vectorizer.ts';

/** Every estimator of this family, by its public name. */
export const textTranslators: Translators = {
  'sklearn.feature_extraction.CountVectorizer': translateCountVectorizer,
  'sklearn.feature_extraction.HashingVectorizer': translateHashingVectorizer,
  'sklearn.feature_extraction.TfidfTransformer': translateTfidfTransformer,
  'sklearn.feature_extraction.TfidfVectorizer': translateTfidfVectorizer,
};
