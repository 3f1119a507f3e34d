import type { InputRules } from '../../rows/input-rules.ts';
import type { BSpline } from './b-spline.ts';
import type { Line } from './interpolate.ts';

/** Scalers that do the same arithmetic with every row: StandardScaler, MinMaxScaler and others. */
export interface ColumnScalerPlan {
  readonly kind: 'column-scaler';
  readonly rules: InputRules;
  /** Done one after the other; of sparse input only a division is possible. */
  readonly steps: readonly ColumnStep[];
  /** The smallest and the largest number that may come out. */
  readonly limits?: readonly [number, number];
  /** True where the numbers are cast to the type of the input before they are used. */
  readonly castsParameters: boolean;
}

/** One step of a column scaler, with a number for each column. */
export interface ColumnStep {
  readonly operation: 'add' | 'subtract' | 'multiply' | 'divide';
  readonly values: Float64Array;
}

/** sklearn.preprocessing.Normalizer: every row divided by its norm. */
export interface NormalizerPlan {
  readonly kind: 'normalizer';
  readonly rules: InputRules;
  readonly norm: RowNorm;
}

/** The norms by which a row can be divided. */
export type RowNorm = 'l1' | 'l2' | 'max';

/** sklearn.preprocessing.Binarizer: 1 above the threshold, else 0. */
export interface BinarizerPlan {
  readonly kind: 'binarizer';
  readonly rules: InputRules;
  readonly threshold: number;
}

/** sklearn.preprocessing.KBinsDiscretizer. */
export interface DiscretizerPlan {
  readonly kind: 'discretizer';
  readonly rules: InputRules;
  /** Of each feature the edges between its bins: one less than it has bins. */
  readonly edges: readonly Float64Array[];
  readonly encode: 'onehot' | 'onehot-dense' | 'ordinal';
  /** Until 1.0 a value just below an edge counted as being on it. */
  readonly hasTolerance: boolean;
  /** Until 0.23 the one-hot columns were float64 for every input. */
  readonly widensColumns: boolean;
}

/** sklearn.preprocessing.PolynomialFeatures: products of features. */
export interface PolynomialPlan {
  readonly kind: 'polynomial';
  readonly rules: InputRules;
  readonly hasBias: boolean;
  /** Each product is that of an earlier product, or none (-1), and a feature. */
  readonly parents: Int32Array;
  readonly features: Int32Array;
  /** The first product that is part of the answer; earlier ones are only factors. */
  readonly firstOutput: number;
}

/** sklearn.preprocessing.PowerTransformer. */
export interface PowerPlan {
  readonly kind: 'power';
  readonly rules: InputRules;
  readonly method: 'box-cox' | 'yeo-johnson';
  readonly lambdas: Float64Array;
  /** Since 1.8 Yeo-Johnson goes through log1p and expm1, which keeps more digits. */
  readonly isStable: boolean;
  /** True for versions that ran with NumPy 1, which kept to float32 in every step. */
  readonly narrowsSteps: boolean;
  /** What standardizes the result. */
  readonly scaler?: ColumnScalerPlan;
}

/** How the numbers of one feature become shares. */
export interface QuantileFeature {
  /** From the quantiles to the references. */
  readonly upwards: Line;
  /** The same from its other end, both negated. */
  readonly downwards: Line;
}

/** sklearn.preprocessing.QuantileTransformer. */
export interface QuantilePlan {
  readonly kind: 'quantile';
  readonly rules: InputRules;
  readonly features: readonly QuantileFeature[];
  readonly distribution: 'uniform' | 'normal';
  /** True where sparse input may hold negative numbers. */
  readonly ignoresZeros: boolean;
}

/** One feature of a SplineTransformer. */
export interface SplineFeature extends BSpline {
  /** How many knots from either end of them it ends, unless it goes on as it is. */
  readonly end: number;
  /** How many splines go on beyond each end in the extrapolation `linear`. */
  readonly reach: number;
}

/** sklearn.preprocessing.SplineTransformer. */
export interface SplinePlan {
  readonly kind: 'spline';
  readonly rules: InputRules;
  readonly features: readonly SplineFeature[];
  /** How many splines each feature has, the last of which is left out where there is no bias. */
  readonly splineCount: number;
  readonly hasBias: boolean;
  readonly extrapolation: 'constant' | 'linear' | 'continue' | 'periodic' | 'error';
  /** True for versions that ran with NumPy 1, which kept to float32 in every step. */
  readonly narrowsSteps: boolean;
  /** Since 1.8 periods without a length are taken for a constant feature. */
  readonly zeroesFlat: boolean;
}

/** What this family's estimators become. */
export type PreprocessingPlan =
  | ColumnScalerPlan
  | NormalizerPlan
  | BinarizerPlan
  | DiscretizerPlan
  | PolynomialPlan
  | PowerPlan
  | QuantilePlan
  | SplinePlan;
