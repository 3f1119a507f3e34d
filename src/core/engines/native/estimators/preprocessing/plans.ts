import type { InputRules } from '../../rows/input-rules.ts';

/** sklearn.preprocessing.StandardScaler. */
export interface StandardScalerPlan {
  readonly kind: 'standard-scaler';
  readonly rules: InputRules;
  readonly mean?: Float64Array;
  readonly scale?: Float64Array;
  /** Since 1.8 mean and scale are cast to the type of the input before they are used. */
  readonly castsParameters: boolean;
}

/** What this family's estimators become. */
export type PreprocessingPlan = StandardScalerPlan;
