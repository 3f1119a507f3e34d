import type { Tensor } from '../../../../data/tensor.ts';
import type { InputRules } from '../../rows/input-rules.ts';

/** sklearn.naive_bayes.GaussianNB. */
export interface GaussianBayesPlan {
  readonly kind: 'gaussian-bayes';
  readonly rules: InputRules;
  readonly labels: Tensor;
  /** One row for each class. */
  readonly means: Float64Array;
  readonly variances: Float64Array;
  readonly logPriors: Float64Array;
  /** Minus half the logarithm of what each class's densities are divided by. */
  readonly constants: Float64Array;
  /** True when NumPy computes in float32 as long as the input is float32 too. */
  readonly isFloat32: boolean;
}

/**
 * sklearn.naive_bayes.MultinomialNB, ComplementNB and BernoulliNB: log likelihoods that are linear
 * in the features.
 */
export interface LinearBayesPlan {
  readonly kind: 'linear-bayes';
  readonly rules: InputRules;
  readonly labels: Tensor;
  /** One row for each class. */
  readonly weights: Float64Array;
  /** What a class has without any feature. */
  readonly constants: Float64Array;
  /** Features above this are 1 and others 0, if it is there. */
  readonly threshold?: number;
}

/** sklearn.naive_bayes.CategoricalNB. */
export interface CategoricalBayesPlan {
  readonly kind: 'categorical-bayes';
  readonly rules: InputRules;
  readonly labels: Tensor;
  /** For each feature a row for each class, and in it a number for each category. */
  readonly features: readonly CategoricalFeature[];
  readonly priors: Float64Array;
}

/** The log probabilities of one feature of a {@link CategoricalBayesPlan}. */
export interface CategoricalFeature {
  readonly categoryCount: number;
  readonly logProbabilities: Float64Array;
}

/** What this family's estimators become. */
export type BayesPlan = GaussianBayesPlan | LinearBayesPlan | CategoricalBayesPlan;
