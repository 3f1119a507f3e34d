import type { Tensor } from '../../../../data/tensor.ts';
import type { EstimatorPlan } from '../../plan.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type { TreeEnsemble } from '../../tree-ensemble/tree-ensemble.ts';

/** Decision trees and means of trees that predict numbers. */
export interface TreeRegressorPlan {
  readonly kind: 'tree-regressor';
  readonly rules: InputRules;
  readonly ensemble: TreeEnsemble;
  /** True when the answer has one dimension. */
  readonly isFlat: boolean;
}

/** Decision trees and means of trees that predict classes. */
export interface TreeClassifierPlan {
  readonly kind: 'tree-classifier';
  readonly rules: InputRules;
  readonly ensemble: TreeEnsemble;
  readonly labels: Tensor;
  /**
   * For one tree by itself the same tree with the place of a class at each leaf: it answers
   * `predict` before any division.
   */
  readonly choices?: TreeEnsemble;
}

/** Decision trees and means of trees that predict several classes at once. */
export interface MultiTreeClassifierPlan {
  readonly kind: 'multi-tree-classifier';
  readonly rules: InputRules;
  /** Leaves hold `classCounts.length` times `width` numbers: a row for each output. */
  readonly ensemble: TreeEnsemble;
  readonly width: number;
  readonly classCounts: readonly number[];
  /** The labels of all outputs, one output after the other. */
  readonly labels: Tensor;
  /** For one tree by itself the same tree with the place of a class for each output. */
  readonly choices?: TreeEnsemble;
}

/** sklearn.ensemble.IsolationForest. */
export interface IsolationForestPlan {
  readonly kind: 'isolation-forest';
  readonly rules: InputRules;
  /** Each leaf adds the length of its path. */
  readonly ensemble: TreeEnsemble;
  /** The sum of the lengths that is average: the number of trees times an average path. */
  readonly denominator: number;
  readonly offset: number;
}

/** sklearn.ensemble.RandomTreesEmbedding. */
export interface TreesEmbeddingPlan {
  readonly kind: 'trees-embedding';
  readonly rules: InputRules;
  /** Each tree has an output of its own, to which a leaf adds the number of its column. */
  readonly ensemble: TreeEnsemble;
  readonly columnCount: number;
  readonly isSparse: boolean;
}

/** What every boosted model adds up: a start and tree after tree. */
export interface BoostedScores {
  readonly rules: InputRules;
  readonly ensemble: TreeEnsemble;
  /** GradientBoosting with an estimator of its own as `init`. */
  readonly start?: BoostedStart;
  /** HistGradientBoosting with categories. */
  readonly categories?: HistCategories;
}

/** How scores begin where they depend on the row. */
export interface BoostedStart {
  readonly estimator: EstimatorPlan;
  /** The ensemble's trees one by one, which are added to what it predicts in their order. */
  readonly trees: readonly TreeEnsemble[];
  readonly link: StartLink;
  /** How far probabilities are kept away from 0 and 1. */
  readonly epsilon: number;
  /** Until 1.3 probabilities in float32 were turned into scores in float32. */
  readonly keepsFloat32: boolean;
}

/**
 * Turns what `init_` predicts into scores: numbers as they are, or the probability of the second
 * class (logit), half of that (exponential loss), or those of all classes (logarithms, since 1.4
 * minus their mean).
 */
export type StartLink = 'identity' | 'logit' | 'half-logit' | 'log' | 'centred-log';

/** GradientBoostingRegressor and HistGradientBoostingRegressor. */
export interface BoostedRegressorPlan extends BoostedScores {
  readonly kind: 'boosted-regressor';
  readonly link: 'identity' | 'exp';
}

/** GradientBoostingClassifier and HistGradientBoostingClassifier. */
export interface BoostedClassifierPlan extends BoostedScores {
  readonly kind: 'boosted-classifier';
  readonly labels: Tensor;
  /** What one score is multiplied with on its way to a probability: 2 for the exponential loss. */
  readonly steepness: 1 | 2;
  /** How several scores become probabilities. */
  readonly softmax: 'extmath' | 'logsumexp';
  /** Which scores choose the second of two classes, or whether the larger probability does. */
  readonly decision: 'probability' | 'positive' | 'non-negative';
  /** HistGradientBoostingClassifier has no predict_log_proba. */
  readonly hasLogProbability: boolean;
}

/** How HistGradientBoosting reads its categorical features. */
export interface HistCategories {
  /** Of each column the integers that are known categories, for categorical ones. */
  readonly known: readonly (ReadonlySet<number> | undefined)[];
  /** Since 1.2 negative values are missing; before, they went around to 255. */
  readonly negativeIsMissing: boolean;
  /**
   * Since 1.4: of each column the numbers that an OrdinalEncoder gives its categories, for
   * categorical ones. Without it the columns hold these numbers themselves.
   */
  readonly codes?: readonly (CategoryCodes | undefined)[];
}

/** The categories of one feature. */
export interface CategoryCodes {
  readonly codes: ReadonlyMap<string | number, number>;
  /** The number of None, where that is a category of its own. */
  readonly none?: number;
  /** True for an array of numbers, false for one of objects. */
  readonly isNumeric: boolean;
}

/** What a member of an AdaBoostClassifier adds. */
export interface AdaBoostScoring {
  /** SAMME.R adds logarithms of probabilities; SAMME votes. */
  readonly isReal: boolean;
  readonly weights: Float64Array;
  /** What a vote takes from the other classes: 0 until 1.2, then a share of it. */
  readonly otherShare: number;
}

/** sklearn.ensemble.AdaBoostClassifier. */
export interface AdaBoostClassifierPlan {
  readonly kind: 'adaboost-classifier';
  readonly rules: InputRules;
  /** Trees as one ensemble of what they add, or members of any kind. */
  readonly members: TreeEnsemble | readonly EstimatorPlan[];
  /** True for trees that take missing values: then None, which is not looked for, is one. */
  readonly takesNone: boolean;
  readonly scoring: AdaBoostScoring;
  readonly weightSum: number;
  readonly labels: Tensor;
}

/** sklearn.ensemble.AdaBoostRegressor: the weighted median of its members. */
export interface AdaBoostRegressorPlan {
  readonly kind: 'adaboost-regressor';
  readonly rules: InputRules;
  /** Trees as one ensemble with an output for each, or members of any kind. */
  readonly members: TreeEnsemble | readonly EstimatorPlan[];
  /** As in {@link AdaBoostClassifierPlan}. */
  readonly takesNone: boolean;
  readonly weights: Float64Array;
}

/** One estimator of a bag. */
export interface BagMember {
  readonly estimator: EstimatorPlan;
  /** The columns that it sees; all in their order when it is not there. */
  readonly features?: Int32Array;
  /** Of each of its classes its place among all classes. */
  readonly classes?: Int32Array;
  /** True for a classifier with predict_proba; any other votes. */
  readonly hasProbability?: boolean;
  /** True for a classifier with predict_log_proba, whose logarithms the bag adds up. */
  readonly hasLogProbability?: boolean;
}

/** sklearn.ensemble.BaggingClassifier of other estimators than trees. */
export interface BaggingClassifierPlan {
  readonly kind: 'bagging-classifier';
  readonly rules: InputRules;
  readonly members: readonly BagMember[];
  readonly labels: Tensor;
}

/** sklearn.ensemble.BaggingRegressor of other estimators than trees. */
export interface BaggingRegressorPlan {
  readonly kind: 'bagging-regressor';
  readonly rules: InputRules;
  readonly members: readonly BagMember[];
}

/** What this family's estimators become. */
export type TreePlan =
  | TreeRegressorPlan
  | TreeClassifierPlan
  | MultiTreeClassifierPlan
  | IsolationForestPlan
  | TreesEmbeddingPlan
  | BoostedRegressorPlan
  | BoostedClassifierPlan
  | AdaBoostClassifierPlan
  | AdaBoostRegressorPlan
  | BaggingClassifierPlan
  | BaggingRegressorPlan;
