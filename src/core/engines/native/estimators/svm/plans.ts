import type { Tensor } from '../../../../data/tensor.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type { SparseRows } from '../../translate/read-sparse.ts';

/** How alike two rows are: a kernel of libsvm with its parameters. */
export interface Kernel {
  readonly name: 'linear' | 'poly' | 'rbf' | 'sigmoid';
  readonly gamma: number;
  readonly coefficient: number;
  readonly degree: number;
}

/** Support vectors with their zeros, row after row. */
export interface DenseVectors {
  readonly kind: 'dense';
  readonly values: Float64Array;
}

/** Support vectors without their zeros. */
export interface SparseVectors extends SparseRows {
  readonly kind: 'sparse';
}

/** What every model of libsvm consists of, as libsvm itself has it: signs not turned. */
export interface SupportVectors {
  readonly kernel: Kernel;
  readonly count: number;
  readonly featureCount: number;
  /** One row for each support vector: sparse if the model was fitted on sparse rows. */
  readonly vectors: DenseVectors | SparseVectors;
  /** `_dual_coef_`: for classifiers a row less than there are classes, else one row. */
  readonly coefficients: Float64Array;
  /** `_intercept_`: for classifiers one for each pair of classes, else one. */
  readonly intercepts: Float64Array;
}

/** Platt's sigmoid for each pair of classes: `_probA` and `_probB`. */
export interface Sigmoids {
  readonly slopes: Float64Array;
  readonly offsets: Float64Array;
}

/** sklearn.svm.SVC and NuSVC. */
export interface SvmClassifierPlan {
  readonly kind: 'svm-classifier';
  readonly rules: InputRules;
  readonly support: SupportVectors;
  readonly labels: Tensor;
  /** Where the support vectors of each class begin, and the end of the last. */
  readonly classStarts: Int32Array;
  readonly sigmoids?: Sigmoids;
  /** True when decision_function has a column for each class instead of each pair. */
  readonly isOneAgainstRest: boolean;
  /** True when predict follows decision_function instead of the votes. */
  readonly breaksTies: boolean;
}

/** sklearn.svm.SVR and NuSVR. */
export interface SvmRegressorPlan {
  readonly kind: 'svm-regressor';
  readonly rules: InputRules;
  readonly support: SupportVectors;
}

/** sklearn.svm.OneClassSVM. */
export interface SvmOneClassPlan {
  readonly kind: 'svm-one-class';
  readonly rules: InputRules;
  readonly support: SupportVectors;
  readonly offset: number;
}

/** What this family's estimators become. */
export type SvmPlan = SvmClassifierPlan | SvmRegressorPlan | SvmOneClassPlan;
