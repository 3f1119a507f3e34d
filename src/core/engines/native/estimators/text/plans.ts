import type { InputRules } from '../../rows/input-rules.ts';

/** The types in which tokens can be counted. */
export type CountDtype = 'float64' | 'float32' | 'int64' | 'int32';

/** How a text becomes tokens (sklearn.feature_extraction.text._VectorizerMixin.build_analyzer). */
export interface AnalyzerPlan {
  readonly kind: 'word' | 'char' | 'char_wb';
  readonly isLowercase: boolean;
  readonly accents?: 'ascii' | 'unicode';
  /** The source of a regular expression with the flag `v`, for words. */
  readonly tokenPattern: string;
  readonly stopWords?: ReadonlySet<string>;
  /** The smallest and the largest number of words or characters in a token. */
  readonly lengths: readonly [number, number];
}

/** What is done with counts of tokens: TfidfTransformer. */
export interface WeightPlan {
  readonly isSublinear: boolean;
  /** A weight for each token. */
  readonly weights?: Float64Array;
  /** True for weights that do not widen float32. */
  readonly keepsFloat32: boolean;
  readonly norm?: 'l1' | 'l2';
}

/** sklearn.feature_extraction.text.CountVectorizer and TfidfVectorizer. */
export interface VectorizerPlan {
  readonly kind: 'vectorizer';
  readonly estimator: string;
  readonly analyzer: AnalyzerPlan;
  /** The column of each token; all columns from 0 on, once each. */
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly isBinary: boolean;
  readonly dtype: CountDtype;
  /** What TfidfVectorizer does with the counts. */
  readonly weighting?: WeightPlan;
}

/** sklearn.feature_extraction.text.HashingVectorizer. */
export interface HashingPlan {
  readonly kind: 'hashing-vectorizer';
  readonly estimator: string;
  readonly analyzer: AnalyzerPlan;
  readonly columnCount: number;
  /** True where tokens of one column may cancel out. */
  readonly alternatesSign: boolean;
  readonly isBinary: boolean;
  readonly dtype: CountDtype;
  readonly norm?: 'l1' | 'l2' | 'max';
}

/** sklearn.feature_extraction.text.TfidfTransformer by itself. */
export interface TfidfPlan {
  readonly kind: 'tfidf-transformer';
  /** Any number of features goes where it is 0 here. */
  readonly rules: InputRules;
  readonly weighting: WeightPlan;
  /** Until 1.4 dense input became float64, whatever it was. */
  readonly widensDense: boolean;
}

/** What this family's estimators become. */
export type TextPlan = VectorizerPlan | HashingPlan | TfidfPlan;
