import type { EstimatorPlan } from '../../plan.ts';
import type { InputRules } from '../../rows/input-rules.ts';

/** A selector of features, whose choice was made when it was fitted. */
export interface SelectorPlan {
  readonly kind: 'selector';
  readonly rules: InputRules;
  /** The features that are kept, ascending. */
  readonly indices: Int32Array;
  /** Until 1.0 nothing kept was float64, whatever came in. */
  readonly widensNothing: boolean;
  /** Since 1.1 booleans beside numbers become numbers, before they made all of it objects. */
  readonly joinsBooleans: boolean;
}

/** sklearn.feature_selection.RFE and RFECV: a selector that also predicts with what it kept. */
export interface SelectingPredictorPlan {
  readonly kind: 'selecting-predictor';
  readonly selector: SelectorPlan;
  readonly estimator: EstimatorPlan;
}

/** What this family's estimators become. */
export type SelectionPlan = SelectorPlan | SelectingPredictorPlan;
