/**
 * A CatBoost model as its files describe it, before the engine checks that it can run it. Splits
 * are numbered through; trees name them by number.
 */
export interface CatboostModel {
  /** How many numbers a row gets: 1, or one for each class or target. */
  readonly dimension: number;
  /** Raw sums are multiplied with it, and `bias` is added. */
  readonly scale: number;
  /** Numbers for each dimension; empty for zeros. */
  readonly bias: readonly number[];
  readonly floatFeatures: readonly FloatFeature[];
  readonly catFeatures: readonly CatFeature[];
  /** Kinds of features that are not read: `text`, `embedding`, `estimated`. */
  readonly otherFeatures: readonly string[];
  readonly splits: readonly CatboostSplit[];
  readonly ctrs: readonly CtrFeature[];
  readonly ctrTables: readonly CtrTable[];
  readonly trees: readonly CatboostTree[];
  /** Metadata: `params`, `class_params`, … as JSON texts. */
  readonly info: ReadonlyMap<string, string>;
}

/** A feature of numbers. */
export interface FloatFeature {
  /** Empty when the model was fitted on an array. */
  readonly name: string;
  /** Its number among the features of its kind. */
  readonly index: number;
  /** Its number among all columns. */
  readonly flatIndex: number;
  /** Ascending; empty when no tree uses the feature. */
  readonly borders: Float32Array;
  /** True where a missing value is larger than all borders; else it is smaller. */
  readonly missingIsHigh: boolean;
}

/** A feature of categories. */
export interface CatFeature {
  readonly name: string;
  readonly index: number;
  readonly flatIndex: number;
  readonly isUsed: boolean;
}

/** One question of a tree; where it holds, the row goes to the right. */
export type CatboostSplit =
  /** `value > border` in float32; `feature` is the place in floatFeatures. */
  | { readonly kind: 'float'; readonly feature: number; readonly border: number }
  /** `hash == value`; `category` is a CatFeature's index. */
  | { readonly kind: 'category'; readonly category: number; readonly value: number }
  /** `statistic > border`; `ctr` is the place in ctrs. */
  | { readonly kind: 'ctr'; readonly ctr: number; readonly border: number };

/** Categories and conditions whose combination is counted. */
export interface Projection {
  /** Indices of categorical features. */
  readonly categories: readonly number[];
  /** `feature` is a FloatFeature's index. */
  readonly floats: readonly { readonly feature: number; readonly border: number }[];
  readonly oneHots: readonly { readonly category: number; readonly value: number }[];
}

/** How the statistic of a combination is made (ECtrType of CatBoost). */
export type CtrType =
  | 'Borders'
  | 'Buckets'
  | 'BinarizedTargetMeanValue'
  | 'FloatTargetMeanValue'
  | 'Counter'
  | 'FeatureFreq';

/** CatBoost's names for CtrType, in the order of their numbers. */
export const ctrTypes: readonly CtrType[] = [
  'Borders',
  'Buckets',
  'BinarizedTargetMeanValue',
  'FloatTargetMeanValue',
  'Counter',
  'FeatureFreq',
];

/** A statistic of a combination of categories, computed in float32. */
export interface CtrFeature {
  readonly projection: Projection;
  readonly type: CtrType;
  /** Which of several ways to cut the target into classes it counts by. */
  readonly targetClassifier: number;
  readonly targetBorder: number;
  readonly priorNumerator: number;
  readonly priorDenominator: number;
  readonly shift: number;
  readonly scale: number;
  readonly borders: Float32Array;
}

/** What the training data showed about a combination: a hash table of histories. */
export interface CtrTable {
  readonly projection: Projection;
  readonly type: CtrType;
  readonly targetClassifier: number;
  readonly hashes: BigUint64Array;
  /** Of each hash the place of its history. */
  readonly places: Int32Array;
  /** Counts, `classCount` for each place (one for counters); for mean values pairs of sum, count. */
  readonly histories: Float64Array;
  readonly classCount: number;
  readonly denominator: number;
}

/** A decision tree. */
export type CatboostTree =
  /** The answer to split i is bit i of the leaf's number; `dimension` values for each leaf. */
  | {
      readonly kind: 'symmetric';
      readonly splits: readonly number[];
      readonly leafValues: Float64Array;
    }
  /** Nodes, the first of them the root; a leaf has the split -1. */
  | { readonly kind: 'nodes'; readonly nodes: readonly CatboostNode[] };

/** A node of a tree that is not symmetric. */
export interface CatboostNode {
  readonly split: number;
  readonly left: number;
  readonly right: number;
  /** At leaves `dimension` numbers. */
  readonly values: ArrayLike<number>;
}

/** A text for equal combinations: what finds the table of a statistic. */
export function ctrKey(ctr: Pick<CtrTable, 'projection' | 'type' | 'targetClassifier'>): string {
  const { categories, floats, oneHots } = ctr.projection;
  return JSON.stringify([ctr.type, ctr.targetClassifier, categories, floats, oneHots]);
}
