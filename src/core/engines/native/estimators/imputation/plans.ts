import type { InputRules } from '../../rows/input-rules.ts';
import type { Matrix } from '../../rows/matrix.ts';
import type { MissingMark } from './missing-mark.ts';

/** A value that fills gaps. */
export type Fill = string | number | bigint | boolean | null;

/** What sklearn.impute.MissingIndicator answers: which of some features are missing. */
export interface IndicatorPlan {
  readonly kind: 'missing-indicator';
  readonly rules: InputRules;
  readonly mark: MissingMark;
  readonly countsBooleans: boolean;
  readonly features: Int32Array;
  /** True where a gap in any other feature is an error. */
  readonly refusesNew: boolean;
}

/** sklearn.impute.SimpleImputer. */
export interface SimpleImputerPlan {
  readonly kind: 'simple-imputer';
  readonly rules: InputRules;
  readonly mark: MissingMark;
  /** Since 1.1 booleans of a frame are numbers beside numbers; before they made objects of all. */
  readonly countsBooleans: boolean;
  /** True for the strategies that take floats only: mean and median. */
  readonly isNumeric: boolean;
  /** True for one that was fitted to objects and takes everything as such (since 1.1). */
  readonly takesObjects: boolean;
  /** True where integers cannot be filled with a constant float (since 1.4). */
  readonly refusesIntegers: boolean;
  /** The features that are kept, and what fills each. */
  readonly kept: Int32Array;
  readonly fills: readonly Fill[];
  /** The features whose gaps are answered beside the values. */
  readonly indicated?: Int32Array;
}

/** sklearn.impute.KNNImputer. */
export interface NeighborImputerPlan {
  readonly kind: 'neighbor-imputer';
  readonly rules: InputRules;
  readonly mark: MissingMark;
  /** The rows that were fitted, and where they have gaps. */
  readonly fitted: Matrix;
  readonly fittedGaps: Uint8Array;
  /** The features that were ever there. */
  readonly isValid: Uint8Array;
  readonly neighborCount: number;
  readonly weights: 'uniform' | 'distance';
  /** Features that were never there become zeros; otherwise they are left out. */
  readonly keepsEmpty: boolean;
  readonly indicated?: Int32Array;
  /** Until 1.2 rows without any gap were answered without the indicator. */
  readonly alwaysIndicates: boolean;
  /** Since 1.6 gaps in features that were never there count for nothing. */
  readonly ignoresEmpty: boolean;
  /** Since 1.6 donors without a distance weigh nothing. */
  readonly ignoresDistant: boolean;
}

/** What this family's estimators become. */
export type ImputationPlan = IndicatorPlan | SimpleImputerPlan | NeighborImputerPlan;
