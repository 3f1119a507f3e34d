import type { Tensor } from '../../../../data/tensor.ts';
import type { InputRules } from '../../rows/input-rules.ts';

/** Scores that are linear in the features: one row of coefficients for each output. */
export interface LinearScores {
  readonly coefficients: Float64Array;
  readonly intercepts: Float64Array;
  readonly outputCount: number;
  /** True when scikit-learn computes in float32 as long as the input is float32 too. */
  readonly isFloat32: boolean;
}

/** Linear models that predict numbers. */
export interface LinearRegressorPlan {
  readonly kind: 'linear-regressor';
  readonly rules: InputRules;
  readonly scores: LinearScores;
  /** True when the answer has one dimension. */
  readonly isFlat: boolean;
}

/** Linear models that predict classes. */
export interface LinearClassifierPlan {
  readonly kind: 'linear-classifier';
  readonly rules: InputRules;
  readonly scores: LinearScores;
  readonly labels: Tensor;
  /** How scores become probabilities: each by itself and then normalised, or together. */
  readonly probability: 'logistic' | 'softmax';
}

/** What this family's estimators become. */
export type LinearPlan = LinearRegressorPlan | LinearClassifierPlan;
