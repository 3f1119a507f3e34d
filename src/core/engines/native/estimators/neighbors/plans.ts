import type { Tensor } from '../../../../data/tensor.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type { Metric } from './metrics/metric.ts';

/** The training points and how the library looks for those that are near. */
export interface NeighborIndex {
  /** `pointCount` rows of `columnCount` numbers, of length 1 for the metric cosine. */
  readonly points: Float64Array;
  readonly pointCount: number;
  readonly columnCount: number;
  readonly metric: Metric;
  /** Squared lengths of the points, for brute force with the Euclidean metric. */
  readonly norms?: Float64Array;
  /** There when a tree was saved, whose order settles which of equally far points count. */
  readonly tree?: NeighborTree;
  /** What brute force does with rows of the type that the points have. */
  readonly brute: BruteForce;
  /** True when the points are float32. */
  readonly isFloat32: boolean;
}

/**
 * Brute force of 1.1 and newer keeps a heap of the nearest points (pairwise_distances_reduction)
 * where it can, and sorts out whole rows of distances where it cannot.
 */
export interface BruteForce {
  readonly keepsHeap: boolean;
  /** Whether the heap works on Euclidean distances by a matrix product, or point by point. */
  readonly isProduct: boolean;
  /** True where squares are compared with the squared radius, as the name "euclidean" has it. */
  readonly isSquare: boolean;
  /** True since 1.4, which gives back the distances of float32 points in float32. */
  readonly isNarrow: boolean;
  /** True until 1.0, which left rows in the order of memory in which they came. */
  readonly keepsOrder: boolean;
}

/** A KDTree or BallTree: nodes 2i+1 and 2i+2 are the children of node i. */
export interface NeighborTree {
  readonly kind: 'kd' | 'ball';
  /** The points in the order in which nodes refer to them. */
  readonly order: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly isLeaf: Uint8Array;
  readonly radius: Float64Array;
  /** Of a KDTree the lower bounds of all nodes and then the upper ones, of a BallTree the centres. */
  readonly bounds: Float64Array;
}

interface NeighborPlanBase {
  readonly rules: InputRules;
  readonly index: NeighborIndex;
  readonly weights: 'uniform' | 'distance';
}

/** The classes of points. */
interface PointClasses {
  /** The classes of each output. */
  readonly labels: readonly Tensor[];
  /** The class of every point by its number, for one output after the other. */
  readonly codes: readonly Int32Array[];
}

/** sklearn.neighbors.KNeighborsClassifier. */
export interface NeighborClassifierPlan extends NeighborPlanBase, PointClasses {
  readonly kind: 'neighbor-classifier';
  readonly count: number;
}

/** The targets of points. */
interface PointTargets {
  /** Targets of each point. */
  readonly targets: Float64Array;
  readonly outputCount: number;
  readonly isFlat: boolean;
  /** True for float32 targets, whose plain mean is float32. */
  readonly isFloat32: boolean;
}

/** sklearn.neighbors.KNeighborsRegressor. */
export interface NeighborRegressorPlan extends NeighborPlanBase, PointTargets {
  readonly kind: 'neighbor-regressor';
  readonly count: number;
}

/** sklearn.neighbors.RadiusNeighborsClassifier. */
export interface RadiusClassifierPlan extends NeighborPlanBase, PointClasses {
  readonly kind: 'radius-classifier';
  readonly radius: number;
  /** What is said of rows without neighbors, for each output; they are refused without it. */
  readonly outliers?: readonly OutlierLabel[];
  /** There where scikit-learn counts votes by itself, if the input is an array of its liking. */
  readonly classMode?: ClassMode;
}

/** The label of rows without neighbors. */
export interface OutlierLabel {
  /** The classes of the output, and behind them the label where it is none of them. */
  readonly choices: Tensor;
  /** The place of the label among the choices. */
  readonly place: number;
}

/** RadiusNeighborsClassMode of scikit-learn 1.4 and newer, which treats some labels otherwise. */
export interface ClassMode {
  /** The class that gets the vote of rows without neighbors; undefined for none. */
  readonly vote?: number;
  /** False for classes that are not int64 until 1.8: it refuses to count them. */
  readonly takesClasses: boolean;
}

/** sklearn.neighbors.RadiusNeighborsRegressor. */
export interface RadiusRegressorPlan extends NeighborPlanBase, PointTargets {
  readonly kind: 'radius-regressor';
  readonly radius: number;
  /** What is answered for rows without neighbors. */
  readonly empty: number;
}

/** sklearn.neighbors.NearestCentroid. */
export interface CentroidPlan {
  readonly kind: 'nearest-centroid';
  readonly rules: InputRules;
  readonly labels: Tensor;
  readonly centroids: Float64Array;
  readonly metric: Metric;
}

/** sklearn.neighbors.LocalOutlierFactor with novelty=True. */
export interface OutlierFactorPlan {
  readonly kind: 'outlier-factor';
  readonly rules: InputRules;
  readonly index: NeighborIndex;
  readonly count: number;
  /** How far the `count`th neighbor of each training point is. */
  readonly reach: FloatArray;
  /** The local reachability density of each training point. */
  readonly densities: FloatArray;
  readonly offset: number;
  /** True since 1.2, which computes with float32 rows in float32 from their distances on. */
  readonly narrowsRows: boolean;
}

/** Numbers, and whether NumPy holds them in float32. */
export interface FloatArray {
  readonly values: Float64Array;
  readonly isFloat32: boolean;
}

/** What this family's estimators become. */
export type NeighborPlan =
  | NeighborClassifierPlan
  | NeighborRegressorPlan
  | RadiusClassifierPlan
  | RadiusRegressorPlan
  | OutlierFactorPlan
  | CentroidPlan;
