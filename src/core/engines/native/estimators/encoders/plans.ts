import type { ColumnName } from '../../../../data/table.ts';
import type { TensorDtype } from '../../../../data/tensor.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type { PythonKey } from '../../rows/python-key.ts';
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

/** A feature that an encoder of category_encoders replaces by one or more columns. */
export interface EncodedFeature {
  readonly name: ColumnName;
  readonly outputs: readonly ColumnName[];
  /** The place of each category in `values`; `refusedPlace` for a value that is an error. */
  readonly places: ReadonlyMap<PythonKey, number>;
  /** True where the categories are an array of numbers, of which pandas takes no boolean. */
  readonly areNumbers: boolean;
  readonly missingPlace: number;
  readonly unknownPlace: number;
  /** For each place the values of all outputs. */
  readonly values: Float64Array;
  /** For each output, whether it is a column of integers unless a place widens it. */
  readonly areIntegers: readonly boolean[];
  /** For each place, whether pandas makes floats of a column in which it occurs. */
  readonly widens: Uint8Array;
}

/** An encoder of category_encoders, which takes and answers frames. */
export interface CategoryEncoderPlan {
  readonly kind: 'category-encoder';
  readonly estimator: string;
  /** The names of the features that it was fitted to; numbers for an array. */
  readonly featureNames: readonly ColumnName[];
  readonly features: readonly EncodedFeature[];
  /** True where more columns than were fitted are taken, and an array gets the fitted names. */
  readonly isLenient: boolean;
  readonly refusesMissing: boolean;
  /** Outputs that are left out (`drop_invariant`). */
  readonly dropped: readonly ColumnName[];
  readonly answers: 'frame' | 'array';
}

/** What this family's estimators become. */
export type EncoderPlan =
  | OneHotEncoderPlan
  | OrdinalEncoderPlan
  | TargetEncoderPlan
  | CategoryEncoderPlan;
