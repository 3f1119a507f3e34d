import type { EstimatorPlan } from '../../plan.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type { ColumnScalerPlan, PowerPlan, QuantilePlan } from '../preprocessing/plans.ts';
import type { UfuncName } from './ufuncs.ts';

/** sklearn.pipeline.Pipeline: parts one after the other; the last one answers. */
export interface PipelinePlan {
  readonly kind: 'pipeline';
  /** Each has `transform`; steps that do nothing are left out. */
  readonly steps: readonly EstimatorPlan[];
  readonly last: EstimatorPlan;
}

/** "passthrough" and sklearn.preprocessing.FunctionTransformer without a function. */
export interface PassThroughPlan {
  readonly kind: 'pass-through';
}

/** sklearn.preprocessing.FunctionTransformer with a function of NumPy. */
export interface UfuncPlan {
  readonly kind: 'ufunc';
  readonly ufunc: UfuncName | 'identity';
  readonly inverse: UfuncName | 'identity';
  /** What it demands where it validates its input; the number of features is not checked. */
  readonly rules?: InputRules;
  readonly estimator: string;
}

/** Which features a part of a ColumnTransformer gets. */
export interface ColumnChoice {
  readonly positions: Int32Array;
  /** The names of these features, where they are known. */
  readonly names?: readonly string[];
  /** True for columns that were asked for by name, which an array does not have. */
  readonly usesNames: boolean;
  /** True for one column as a list of values, not as a table with one column. */
  readonly isFlat: boolean;
}

/** A part that works beside others. */
export interface ParallelPart {
  readonly name: string;
  readonly plan: EstimatorPlan;
  /** What its output is multiplied by. */
  readonly weight?: number;
}

/** sklearn.compose.ColumnTransformer. */
export interface ColumnTransformerPlan {
  readonly kind: 'column-transformer';
  readonly featureCount: number;
  /** Names of a frame that it was fitted to. */
  readonly featureNames?: readonly string[];
  readonly parts: readonly (ParallelPart & { readonly columns: ColumnChoice })[];
  readonly isSparse: boolean;
  /** How the check of what stands beside sparse parts reads booleans of a frame. */
  readonly widensBooleans?: true;
  /**
   * How a frame is taken: by names in any order and among others (1.0 and later), with the same
   * names (0.24), or with the same names first and others behind (0.23).
   */
  readonly frames: 'by-name' | 'same' | 'same-first';
}

/** sklearn.pipeline.FeatureUnion. */
export interface FeatureUnionPlan {
  readonly kind: 'feature-union';
  readonly parts: readonly ParallelPart[];
}

/** Transformers of a target that can be undone. */
export type InvertiblePlan =
  | ColumnScalerPlan
  | PowerPlan
  | QuantilePlan
  | UfuncPlan
  | PassThroughPlan;

/** sklearn.compose.TransformedTargetRegressor. */
export interface TransformedTargetPlan {
  readonly kind: 'transformed-target';
  readonly regressor: EstimatorPlan;
  readonly transformer: InvertiblePlan;
  /** True for a target of one dimension. */
  readonly isFlat: boolean;
}

/** What this family's estimators become. */
export type ComposePlan =
  | PipelinePlan
  | PassThroughPlan
  | UfuncPlan
  | ColumnTransformerPlan
  | FeatureUnionPlan
  | TransformedTargetPlan;
