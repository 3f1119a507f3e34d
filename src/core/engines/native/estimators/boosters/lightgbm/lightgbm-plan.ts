import type { Tensor } from '../../../../../data/tensor.ts';
import type { InputRules } from '../../../rows/input-rules.ts';
import type { TreeEnsemble } from '../../../tree-ensemble/tree-ensemble.ts';

/** A model of LightGBM, asked as a Booster or through one of its scikit-learn classes. */
export interface LightgbmPlan {
  readonly kind: 'lightgbm';
  readonly rules: InputRules;
  readonly ensemble: TreeEnsemble;
  /** What the sums of trees are divided by: their iterations for random forests, else 1. */
  readonly divisor: number;
  readonly link: LightgbmLink;
  readonly classifier?: LightgbmClassifier;
  /** Names of the training, which predict does not look at; none where it was on an array. */
  readonly featureNames?: readonly string[];
  /** How many columns of a frame must have the dtype category, which no request has. */
  readonly categoryColumnCount: number;
  /** True where a frame of nothing but integers becomes float32 (until 3.3). */
  readonly narrowsIntegers: boolean;
}

/** What an objective makes of the sums (ObjectiveFunction::ConvertOutput). */
export type LightgbmLink =
  | { readonly kind: 'identity' | 'squared' | 'exponential' | 'log1p' | 'softmax' }
  | { readonly kind: 'logistic'; readonly sigmoid: number };

/** How lightgbm.sklearn.LGBMClassifier answers. */
export interface LightgbmClassifier {
  readonly labels: Tensor;
  /** True since 4.7. */
  readonly hasDecisionFunction: boolean;
}
