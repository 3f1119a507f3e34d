import type { Tensor } from '../../data/tensor.ts';

/** The methods of an estimator that a pyfunc model may be asked for (`predict_fn` in MLmodel). */
export const predictMethods = [
  'predict',
  'predict_proba',
  'predict_log_proba',
  'decision_function',
] as const;

/** One of {@link predictMethods}. */
export type PredictMethod = (typeof predictMethods)[number];

/** What an estimator demands of its input (sklearn.utils.validation.validate_data). */
export interface InputRules {
  /** The class, for messages: `LogisticRegression`. */
  readonly estimator: string;
  readonly featureCount: number;
  /** Names seen when the model was fitted, which a frame must have in this order. */
  readonly featureNames?: readonly string[];
  readonly allowsNaN: boolean;
  /** `numeric` takes any number, `float` makes float64 of other than float32, `float32` casts. */
  readonly conversion: 'numeric' | 'float' | 'float32';
}

/** sklearn.preprocessing.StandardScaler. */
export interface StandardScalerPlan {
  readonly kind: 'standard-scaler';
  readonly rules: InputRules;
  readonly mean?: Float64Array;
  readonly scale?: Float64Array;
  /** Since 1.8 mean and scale are cast to the type of the input before they are used. */
  readonly castsParameters: boolean;
}

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

/**
 * The nodes of one or many decision trees, one after the other. Inner nodes compare
 * `feature <= threshold` in float64 and go to `left` or `right`, numbers of nodes; leaves have the
 * feature -1, and `left` is the number of their row in `leafValues`. All of it was checked at
 * load, so that walking needs no checks: every path ends at a leaf.
 */
export interface TreeNodes {
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** 1 where a missing value goes to the left. */
  readonly missingLeft: Uint8Array;
  /** `valueCount` numbers for each leaf. */
  readonly leafValues: Float64Array;
  readonly valueCount: number;
}

/** Decision trees and means of trees that predict numbers. */
export interface TreeRegressorPlan {
  readonly kind: 'tree-regressor';
  readonly rules: InputRules;
  readonly nodes: TreeNodes;
  readonly isFlat: boolean;
}

/** Decision trees and means of trees that predict classes. */
export interface TreeClassifierPlan {
  readonly kind: 'tree-classifier';
  readonly rules: InputRules;
  readonly nodes: TreeNodes;
  readonly labels: Tensor;
}

/** Transformers one after the other, then a predictor. */
export interface PipelinePlan {
  readonly kind: 'pipeline';
  readonly transformers: readonly TransformerPlan[];
  readonly predictor: PredictorPlan;
}

/** Parts that turn features into features. */
export type TransformerPlan = StandardScalerPlan;

/** Parts that turn features into predictions. */
export type PredictorPlan =
  | LinearRegressorPlan
  | LinearClassifierPlan
  | TreeRegressorPlan
  | TreeClassifierPlan
  | PipelinePlan;

/** Any part of a model. */
export type EstimatorPlan = TransformerPlan | PredictorPlan;

/**
 * A model ready to be evaluated: plain data that can be sent to other threads, with its large
 * arrays in shared memory so that all threads use one copy.
 */
export interface Plan {
  readonly predictor: PredictorPlan;
  readonly method: PredictMethod;
  /** Every part by name, for people: `Pipeline`, `StandardScaler`, … */
  readonly parts: readonly string[];
  /** About how many steps one row costs; decides when other threads are worth the way. */
  readonly rowCost: number;
}

/** Copies numbers into shared memory. */
export function sharedFloats(values: ArrayLike<number>): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.length * 8));
  copy.set(values);
  return copy;
}
