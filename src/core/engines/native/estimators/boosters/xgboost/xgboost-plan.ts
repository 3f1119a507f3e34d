import type { TreeEnsemble } from '../../../tree-ensemble/tree-ensemble.ts';

/** A model of XGBoost, asked as a Booster or through one of its scikit-learn classes. */
export interface XgboostPlan {
  readonly kind: 'xgboost';
  readonly input: XgboostInput;
  readonly booster: XgboostSums;
  /** How many numbers the trees add up to for each row. */
  readonly outputCount: number;
  readonly link: XgboostLink;
  /** What XGBClassifier makes of the numbers; without it they are the answer. */
  readonly classifier?: XgboostClassifier;
}

/** Where the margins come from. */
export type XgboostSums =
  | { readonly kind: 'trees'; readonly ensemble: TreeEnsemble }
  | {
      readonly kind: 'linear';
      /** For each feature, and the bias at the end, a weight for each output. */
      readonly weights: Float64Array;
      readonly baseMargin: number;
    };

/** What an objective makes of margins; `choose` and `softmax` take all outputs of a row. */
export type XgboostLink = 'identity' | 'logistic' | 'exponential' | 'hinge' | 'softmax' | 'choose';

/** How xgboost.sklearn.XGBClassifier answers. */
export interface XgboostClassifier {
  /** `n_classes_`. */
  readonly classCount: number;
}

/** What a model of XGBoost takes. */
export interface XgboostInput {
  /** The class, for messages. */
  readonly estimator: string;
  readonly featureCount: number;
  /** Names that a frame must have, in this order. */
  readonly featureNames?: readonly string[];
  /** The number that stands for a missing value, beside NaN; a float32. */
  readonly missing: number;
  /**
   * True where the input becomes a DMatrix, which takes fewer columns and no infinity and looks
   * for names in arrays too; false where it is read in place (Booster.inplace_predict).
   */
  readonly isMatrix: boolean;
  /** True for XGBRanker, which leaves out a column `qid`. */
  readonly dropsQueries: boolean;
  /** True where no frame will do, since the one of the training had columns of categories. */
  readonly refusesFrames: boolean;
  /** Columns whose values are the numbers of categories. */
  readonly categorical: readonly number[];
}
