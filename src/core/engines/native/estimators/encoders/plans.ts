import type { TensorDtype } from '../../../../data/tensor.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type { CategoryTable } from './category-table.ts';
import type { CategoryRules } from './find-categories.ts';

/** The dtypes that an encoder can be told to answer in. */
export type NumberDtype = Exclude<TensorDtype, 'object'>;

/** What an encoder makes of one feature. */
export interface OneHotFeature {
  readonly table: CategoryTable;
  /** The output column of each category by its place, -1 for none (dropped). */
  readonly columns: Int32Array;
  /** The column of values that are no category, -1 for none. */
  readonly unknownColumn: number;
}

/** sklearn.preprocessing.OneHotEncoder. */
export interface OneHotEncoderPlan {
  readonly kind: 'one-hot-encoder';
  readonly rules: InputRules;
  readonly categoryRules: CategoryRules;
  readonly features: readonly OneHotFeature[];
  readonly columnCount: number;
  readonly isSparse: boolean;
  readonly dtype: NumberDtype;
}

/** One feature of an encoder that answers one number for each value. */
export interface OrdinalFeature {
  readonly table: CategoryTable;
  /** The number of each category by its place. */
  readonly codes: Float64Array;
}

/** sklearn.preprocessing.OrdinalEncoder. */
export interface OrdinalEncoderPlan {
  readonly kind: 'ordinal-encoder';
  readonly rules: InputRules;
  readonly categoryRules: CategoryRules;
  readonly features: readonly OrdinalFeature[];
  /** The number of values that are no category. */
  readonly unknownCode: number;
  readonly dtype: NumberDtype;
}

/** sklearn.preprocessing.TargetEncoder. */
export interface TargetEncoderPlan {
  readonly kind: 'target-encoder';
  readonly rules: InputRules;
  readonly categoryRules: CategoryRules;
  readonly tables: readonly CategoryTable[];
  /** For each feature and, of several classes, for each class: the number of each category. */
  readonly encodings: readonly Float64Array[];
  /** For each class, or once: the number of values that are no category. */
  readonly means: Float64Array;
}

/** What this family's estimators become. */
export type EncoderPlan = OneHotEncoderPlan | OrdinalEncoderPlan | TargetEncoderPlan;
