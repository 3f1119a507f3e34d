import type { Tensor } from '../../../../../data/tensor.ts';
import type { CtrType } from '../../../../../formats/catboost/catboost-model.ts';
import type { TreeEnsemble } from '../../../tree-ensemble/tree-ensemble.ts';

/**
 * A CatBoost model. Its trees look at columns that are made of the input: the used features of
 * numbers in float32, with missing values as infinities; a 1 for each category that a tree asks
 * for; and each statistic of categories.
 */
export interface CatboostPlan {
  readonly kind: 'catboost';
  /** The class, for messages: `CatBoostClassifier`. */
  readonly estimator: string;
  readonly floats: readonly CatboostFloat[];
  /** All features of categories, used or not. */
  readonly categories: readonly CatboostCategory[];
  readonly oneHots: readonly CatboostCondition[];
  readonly ctrs: readonly CatboostCtr[];
  readonly ensemble: TreeEnsemble;
  /** Sums are multiplied with it before `bias` is added. */
  readonly scale: number;
  /** A number for each output of the trees. */
  readonly bias: readonly number[];
  readonly output: CatboostOutput;
}

/** A used feature of numbers. */
export interface CatboostFloat {
  /** Empty when the model was fitted on an array. */
  readonly name: string;
  /** Its column when the input has no names. */
  readonly flatIndex: number;
  /** What a missing value becomes. */
  readonly missing: number;
}

/** A feature of categories. */
export interface CatboostCategory {
  readonly name: string;
  readonly flatIndex: number;
  readonly isUsed: boolean;
}

/** "The feature has this category"; `category` is a place in CatboostPlan.categories. */
export interface CatboostCondition {
  readonly category: number;
  readonly hash: number;
}

/** A statistic of a combination of categories and conditions (TStaticCtrProvider::CalcCtrs). */
export interface CatboostCtr {
  /** Places in CatboostPlan.categories. */
  readonly categories: readonly number[];
  /** `column` is a place in CatboostPlan.floats. */
  readonly floats: readonly { readonly column: number; readonly border: number }[];
  readonly oneHots: readonly CatboostCondition[];
  readonly type: CtrType;
  readonly table: CatboostTable;
  readonly targetBorder: number;
  readonly priorNumerator: number;
  readonly priorDenominator: number;
  readonly shift: number;
  readonly scale: number;
}

/** What is known of combinations, by their hashes. */
export interface CatboostTable {
  /** Ascending. */
  readonly hashes: BigUint64Array;
  /** Of each hash the place of its first number in `histories`. */
  readonly starts: Int32Array;
  readonly histories: Float64Array;
  /** How many numbers a history has. */
  readonly width: number;
  readonly denominator: number;
}

/** What becomes of the sums. */
export type CatboostOutput =
  /** The sums as they are. */
  | { readonly kind: 'raw' }
  /** Their exponential (Poisson, Tweedie). */
  | { readonly kind: 'exponent' }
  /** Mean, and the variance from the logarithm of the deviation (RMSEWithUncertainty). */
  | { readonly kind: 'uncertainty' }
  /** Two classes: the second where the sum is above `border`. */
  | { readonly kind: 'binary'; readonly labels: Tensor; readonly border: number }
  /** One class of many, by softmax or by one logistic function for each. */
  | { readonly kind: 'classes'; readonly labels: Tensor; readonly isOneVsAll: boolean }
  /** Any of several labels, each with its logistic function; predicted as 0 and 1. */
  | { readonly kind: 'multi-label' };
