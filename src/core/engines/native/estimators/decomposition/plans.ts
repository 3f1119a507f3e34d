import type { InputRules } from '../../rows/input-rules.ts';

/** Transformers that only multiply: PCA, TruncatedSVD, FastICA, random projections and others. */
export interface ProjectionPlan {
  readonly kind: 'projection';
  readonly rules: InputRules;
  /** A row of numbers for each component. */
  readonly components: Float64Array;
  readonly componentCount: number;
  /** Taken from every row before or, multiplied as well, after the projection. */
  readonly mean?: Float64Array;
  readonly centering: 'before' | 'in-place' | 'after';
  /** By which each component is divided in the end. */
  readonly scale?: Float64Array;
  /** True where the parameters do not widen float32 input. */
  readonly isFloat32: boolean;
  /** The same for the mean alone. */
  readonly isFloat32Mean: boolean;
}

/** sklearn.decomposition.KernelPCA. */
export interface KernelProjectionPlan {
  readonly kind: 'kernel-projection';
  readonly rules: InputRules;
  readonly kernel: ProjectionKernel;
  /** The rows that were seen when it was fitted. */
  readonly rows: Float64Array;
  readonly rowCount: number;
  /** The mean of the kernel by row, and of all of it (KernelCenterer). */
  readonly rowMeans: Float64Array;
  readonly totalMean: number;
  /** A row for each row that was seen, with a number for each component. */
  readonly vectors: Float64Array;
  readonly componentCount: number;
}

/** How two rows are compared (sklearn.metrics.pairwise). */
export interface ProjectionKernel {
  readonly name: 'linear' | 'rbf' | 'poly' | 'sigmoid' | 'cosine';
  readonly gamma: number;
  readonly degree: number;
  readonly coef0: number;
}

/** sklearn.kernel_approximation.RBFSampler. */
export interface RandomCosinesPlan {
  readonly kind: 'random-cosines';
  readonly rules: InputRules;
  /** A row of numbers for each feature, with one for each component. */
  readonly weights: Float64Array;
  readonly offsets: Float64Array;
  readonly componentCount: number;
}

/** What this family's estimators become. */
export type DecompositionPlan = ProjectionPlan | KernelProjectionPlan | RandomCosinesPlan;
