import type { Tensor } from '../../../../data/tensor.ts';
import type { EstimatorPlan } from '../../plan.ts';
import type { InputRules } from '../../rows/input-rules.ts';

/** What a stationary kernel of scaled points makes of a distance. */
export type KernelProfile = 'rbf' | 'matern-0.5' | 'matern-1.5' | 'matern-2.5' | 'matern-infinite';

/** How alike two rows are (sklearn.gaussian_process.kernels), with its parameters. */
export type Kernel =
  | { readonly name: 'constant'; readonly value: number }
  | { readonly name: 'white'; readonly level: number }
  | ScaledKernel
  | { readonly name: 'rational-quadratic'; readonly alpha: number; readonly scale: number }
  | { readonly name: 'periodic'; readonly scale: number; readonly periodicity: number }
  | DotProductKernel
  | { readonly name: 'sum' | 'product'; readonly first: Kernel; readonly second: Kernel }
  | { readonly name: 'power'; readonly base: Kernel; readonly exponent: number };

/** RBF and Matern, which divide all points by a length first. */
export interface ScaledKernel {
  readonly name: 'scaled';
  readonly profile: KernelProfile;
  /** One length for all features, or one for each. */
  readonly scales: Float64Array;
  /** The training points, divided. */
  readonly points: Float64Array;
  /** True where NumPy divides float32 by one length in float32: NumPy 1. */
  readonly narrows: boolean;
}

/** DotProduct: the product of two rows, and `sigma_0` squared. */
export interface DotProductKernel {
  readonly name: 'dot-product';
  readonly offset: number;
  /** True where NumPy adds the offset to the squares of a float32 row in float32. */
  readonly narrows: boolean;
}

/** `kernel_` beside `X_train_`. */
export interface KernelModel {
  readonly kernel: Kernel;
  readonly count: number;
  readonly featureCount: number;
  /** The training points, row after row, as they came. */
  readonly points: Float64Array;
}

/** sklearn.gaussian_process.GaussianProcessRegressor. */
export interface GaussianProcessRegressorPlan {
  readonly kind: 'gaussian-process-regressor';
  readonly rules: InputRules;
  readonly model: KernelModel;
  /** `alpha_`, one output after the other: a weight for each training point. */
  readonly weights: Float64Array;
  /** What undoes the normalisation of each output. */
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** True when the answer has one dimension. */
  readonly isFlat: boolean;
}

/** Laplace's approximation of one class against another, of which a classifier consists. */
export interface LaplaceClassifierPlan {
  readonly kind: 'laplace-classifier';
  readonly rules: InputRules;
  readonly model: KernelModel;
  readonly labels: Tensor;
  /** `y_train_ - pi_`. */
  readonly weights: Float64Array;
  /** `W_sr_`. */
  readonly roots: Float64Array;
  /** `L_`, a lower triangle with its zeros, row after row. */
  readonly lower: Float64Array;
}

/** sklearn.gaussian_process.GaussianProcessClassifier. */
export interface GaussianProcessClassifierPlan {
  readonly kind: 'gaussian-process-classifier';
  readonly rules: InputRules;
  /** One Laplace classifier for two classes, else one against the rest or against one another. */
  readonly base: EstimatorPlan;
  /** True where a kernel squares rows in their own type. */
  readonly squaresRows: boolean;
}

/** What this family's estimators become. */
export type GaussianProcessPlan =
  | GaussianProcessRegressorPlan
  | GaussianProcessClassifierPlan
  | LaplaceClassifierPlan;
