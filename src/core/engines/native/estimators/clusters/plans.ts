import type { Tensor } from '../../../../data/tensor.ts';
import type { InputRules } from '../../rows/input-rules.ts';

/** Points in the middle of clusters: the nearest one gives the label. */
export interface CentersPlan {
  readonly kind: 'cluster-centers';
  readonly rules: InputRules;
  /** A row for each center. */
  readonly centers: Float64Array;
  readonly norms: Float64Array;
  /** What is answered for each center. */
  readonly labels: Tensor;
  readonly isFloat32: boolean;
  /** True for KMeans, whose predict takes no input of another width than its centers have. */
  readonly isStrict: boolean;
  readonly canTransform: boolean;
  /** There for BisectingKMeans, whose predict goes down a tree. */
  readonly tree?: BisectingTree;
}

/** Nodes of BisectingKMeans; a leaf has no children, -1, and a label. */
export interface BisectingTree {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly labels: Int32Array;
  /** A row for each node. */
  readonly centers: Float64Array;
  readonly norms: Float64Array;
}

/** sklearn.mixture.GaussianMixture and BayesianGaussianMixture. */
export interface MixturePlan {
  readonly kind: 'mixture';
  readonly rules: InputRules;
  readonly covariance: 'full' | 'tied' | 'diag' | 'spherical';
  /** A row for each component; multiplied with its factor for "full" and "tied". */
  readonly means: Float64Array;
  /** precisions_cholesky_ as it was saved. */
  readonly precisions: Float64Array;
  /** What is added to each component's log probability: log determinant and log weight. */
  readonly offsets: Float64Array;
  /** Whether sums of squares have the type of the input, as since 1.7, and in 1.7 constants too. */
  readonly inputType: 'ignored' | 'cast' | 'kept';
}

/** sklearn.covariance.EllipticEnvelope. */
export interface EnvelopePlan {
  readonly kind: 'envelope';
  readonly rules: InputRules;
  readonly location: Float64Array;
  readonly precision: Float64Array;
  readonly offset: number;
}

/** What this family's estimators become. */
export type ClusterPlan = CentersPlan | MixturePlan | EnvelopePlan;
