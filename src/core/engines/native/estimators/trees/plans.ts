import type { Tensor } from '../../../../data/tensor.ts';
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
}

/** What this family's estimators become. */
export type TreePlan = TreeRegressorPlan | TreeClassifierPlan;
