import type { Tensor } from '../../../../data/tensor.ts';
import type { EstimatorPlan } from '../../plan.ts';
import type { InputRules } from '../../rows/input-rules.ts';

/** Scores that are linear in the features: one row of coefficients for each output. */
export interface LinearScores {
  readonly coefficients: Float64Array;
  readonly intercepts: Float64Array;
  readonly outputCount: number;
  /** True when the product is computed in float32 as long as the input is float32 too. */
  readonly hasFloat32Product: boolean;
  /** True when the intercepts do not widen that product either, so that the answer is float32. */
  readonly isFloat32: boolean;
}

/** Linear models that predict numbers. */
export interface LinearRegressorPlan {
  readonly kind: 'linear-regressor';
  readonly rules: InputRules;
  readonly scores: LinearScores;
  /** True when the answer has one dimension. */
  readonly isFlat: boolean;
  /** What the scores are: the answer, or its logarithm. */
  readonly link: 'identity' | 'log';
}

/** Linear models that predict classes. */
export interface LinearClassifierPlan {
  readonly kind: 'linear-classifier';
  readonly rules: InputRules;
  readonly scores: LinearScores;
  readonly labels: Tensor;
  /** How scores become probabilities: each by itself and then normalised, or together. */
  readonly probability: 'none' | 'logistic' | 'softmax' | 'modified-huber';
  /** What becomes of a row whose probabilities are all zero: NaN, or the same for each class. */
  readonly zeroRows: 'nan' | 'uniform';
}

/** sklearn.linear_model.RidgeClassifier fitted on several labels a row. */
export interface LinearMultilabelPlan {
  readonly kind: 'linear-multilabel';
  readonly rules: InputRules;
  readonly scores: LinearScores;
}

/** sklearn.linear_model.SGDOneClassSVM; the intercept is minus the offset. */
export interface LinearOneClassPlan {
  readonly kind: 'linear-one-class';
  readonly rules: InputRules;
  readonly scores: LinearScores;
}

/** sklearn.linear_model.RANSACRegressor: the model that it fitted to the inliers. */
export interface RansacPlan {
  readonly kind: 'ransac';
  /** Since 1.0 the input is checked and converted before the inner model sees it. */
  readonly rules?: InputRules;
  readonly inner: EstimatorPlan;
}

/** A projection of features, less an offset if there is one, onto components. */
export interface Projection {
  /** One row for each feature. */
  readonly weights: Float64Array;
  readonly componentCount: number;
  readonly offset?: Float64Array;
  readonly isFloat32: boolean;
}

/** sklearn.discriminant_analysis.LinearDiscriminantAnalysis. */
export interface LinearDiscriminantPlan {
  readonly kind: 'linear-discriminant';
  readonly classifier: LinearClassifierPlan;
  /** Not there with the solver lsqr, which cannot transform. */
  readonly projection?: Projection;
  /** Since 0.24 the logarithm of a probability of zero is that of the smallest number. */
  readonly hasFiniteLog: boolean;
}

/** One class of a {@link QuadraticDiscriminantPlan}. */
export interface QuadraticClass {
  readonly mean: Float64Array;
  /** Rotations times the inverse roots of the scalings: a row for each feature. */
  readonly weights: Float64Array;
  readonly rank: number;
  /** The sum of the logarithms of the scalings. */
  readonly logDeterminant: number;
  readonly logPrior: number;
}

/** sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis. */
export interface QuadraticDiscriminantPlan {
  readonly kind: 'quadratic-discriminant';
  readonly rules: InputRules;
  readonly classes: readonly QuadraticClass[];
  readonly labels: Tensor;
  /** Since 1.6 logarithms are computed first, and probabilities from them. */
  readonly hasExactLog: boolean;
  readonly isFloat32: boolean;
}

/** sklearn.cross_decomposition.PLSRegression, PLSCanonical and CCA. */
export interface PartialLeastSquaresPlan {
  readonly kind: 'partial-least-squares';
  readonly rules: InputRules;
  readonly scores: LinearScores;
  readonly isFlat: boolean;
  readonly mean: Float64Array;
  /** What transform divides by once the mean is taken away. */
  readonly deviation: Float64Array;
  /** What predict divides by; not there since 1.5. */
  readonly scale?: Float64Array;
  readonly projection: Projection;
}

/** What this family's estimators become. */
export type LinearPlan =
  | LinearRegressorPlan
  | LinearClassifierPlan
  | LinearMultilabelPlan
  | LinearOneClassPlan
  | RansacPlan
  | LinearDiscriminantPlan
  | QuadraticDiscriminantPlan
  | PartialLeastSquaresPlan;
