import type { Translators } from '../../translate/translator.ts';
import {
  translateBernoulliBayes,
  translateCategoricalBayes,
  translateComplementBayes,
  translateGaussianBayes,
  translateMultinomialBayes,
} from './translate-bayes.ts';

/** Every estimator of this family, by its public name. */
export const bayesTranslators: Translators = {
  'sklearn.naive_bayes.BernoulliNB': translateBernoulliBayes,
  'sklearn.naive_bayes.CategoricalNB': translateCategoricalBayes,
  'sklearn.naive_bayes.ComplementNB': translateComplementBayes,
  'sklearn.naive_bayes.GaussianNB': translateGaussianBayes,
  'sklearn.naive_bayes.MultinomialNB': translateMultinomialBayes,
};
