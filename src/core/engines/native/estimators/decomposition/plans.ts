import type { InputRules } from '../../rows/input-rules.ts';

/** Transformers that only multiply: PCA, TruncatedSVD, FastICA, random projections and others. */
export interface ProjectionPlan {
  readonly kind: 'projection';
  readonly rules: InputRules;
  /** A row of numbers for each component. */
  readonly components: Float64Array;
  readonly componentCount: number;
  /** Taken from every row before the projection. */
  readonly mean?: Float64Array;
  /** True where taking the mean away keeps float32 input. */
  readonly isNarrowMean: boolean;
  /** Taken from every component after the projection: the mean, projected as well. */
  readonly shift?: Float64Array;
  /** By which each component is divided in the end. */
  readonly scale?: Float64Array;
  /** True where the parameters do not widen float32 input. */
  readonly isFloat32: boolean;
  /** True where sparse rows yield sparse ones, as SparseRandomProjection does. */
  readonly keepsSparse?: true;
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

/** sklearn.decomposition.NMF and MiniBatchNMF, which solve for each request's rows anew. */
export interface NmfPlan {
  readonly kind: 'nmf';
  readonly rules: InputRules;
  /** A row of numbers for each component. */
  readonly components: Float64Array;
  readonly componentCount: number;
  readonly solver: 'cd' | 'mu' | 'mini-batch';
  /** The divergence between rows and what they are made of: 2 is Frobenius, 1 Kullback-Leibler. */
  readonly betaLoss: number;
  /** The penalties on the weights of the components. */
  readonly l1: number;
  readonly l2: number;
  readonly tolerance: number;
  readonly maximumSteps: number;
  /** Since 1.3 whatever is below the epsilon of float32 is lifted to it, before only zeros. */
  readonly liftsSmall: boolean;
  /** Since 1.1 rounding cannot make an error negative, whose root would be NaN. */
  readonly clipsError: boolean;
}

/** What this family's estimators become. */
export type DecompositionPlan = ProjectionPlan | KernelProjectionPlan | RandomCosinesPlan | NmfPlan;
