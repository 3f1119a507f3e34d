import type { Tensor } from '../../../../data/tensor.ts';
import type { PredictMethod } from '../../methods.ts';
import type { EstimatorPlan } from '../../plan.ts';
import type { InputRules } from '../../rows/input-rules.ts';

/** A wrapper that lets its one part answer: a search, FrozenEstimator, SelfTrainingClassifier. */
export interface DelegatePlan {
  readonly kind: 'delegate';
  readonly part: EstimatorPlan;
  /** What the wrapper has of its part's methods. */
  readonly methods: readonly PredictMethod[];
  /** There when the wrapper converts the input to numbers before its part sees it. */
  readonly rules?: InputRules;
}

/** sklearn.ensemble.VotingClassifier. */
export interface VotingClassifierPlan {
  readonly kind: 'voting-classifier';
  readonly members: readonly EstimatorPlan[];
  readonly weights?: readonly number[];
  readonly isSoft: boolean;
  /** False for probabilities in three dimensions, which are refused. */
  readonly canTransform: boolean;
  readonly labels: Tensor;
}

/** sklearn.ensemble.VotingRegressor. */
export interface VotingRegressorPlan {
  readonly kind: 'voting-regressor';
  readonly members: readonly EstimatorPlan[];
  readonly weights?: readonly number[];
}

/** sklearn.ensemble.StackingClassifier and StackingRegressor. */
export interface StackingPlan {
  readonly kind: 'stacking';
  readonly estimator: string;
  readonly members: readonly StackingMember[];
  readonly isPassThrough: boolean;
  readonly final: EstimatorPlan;
  /** The classes whose numbers the final estimator predicts; absent for a regressor. */
  readonly labels?: Tensor;
}

/** A member of the first layer and what it is asked. */
export interface StackingMember {
  readonly part: EstimatorPlan;
  readonly method: PredictMethod;
}

/** sklearn.calibration.CalibratedClassifierCV. */
export interface CalibratedPlan {
  readonly kind: 'calibrated';
  readonly members: readonly CalibratedMember[];
  readonly labels: Tensor;
}

/** A classifier and what makes probabilities of its scores. */
export interface CalibratedMember {
  readonly part: EstimatorPlan;
  readonly method: 'decision_function' | 'predict_proba';
  /** Which class each of the part's scores is about, by its place in the plan's labels. */
  readonly places: readonly number[];
  readonly calibrators: readonly Calibrator[];
  /** True where a row whose probabilities are all zero was made NaN first (until 0.24). */
  readonly fillsNaN: boolean;
}

/** What makes probabilities of one class's scores, or with a temperature of all together. */
export type Calibrator =
  | { readonly kind: 'sigmoid'; readonly slope: number; readonly intercept: number }
  | { readonly kind: 'isotonic'; readonly steps: IsotonicSteps }
  | { readonly kind: 'temperature'; readonly inverse: number };

/** The points between which an isotonic regression interpolates. */
export interface IsotonicSteps {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly outOfBounds: 'clip' | 'nan' | 'raise';
  readonly isFloat32: boolean;
}

/** sklearn.isotonic.IsotonicRegression. */
export interface IsotonicPlan {
  readonly kind: 'isotonic';
  readonly rules: InputRules;
  readonly steps: IsotonicSteps;
  /** Until 0.23 only input of one dimension was taken. */
  readonly takesMatrix: boolean;
}

/** sklearn.multioutput.MultiOutputRegressor and MultiOutputClassifier. */
export interface MultiOutputPlan {
  readonly kind: 'multi-output';
  readonly members: readonly EstimatorPlan[];
  /** There in versions that converted the input to numbers themselves. */
  readonly rules?: InputRules;
}

/** sklearn.multioutput.RegressorChain and ClassifierChain. */
export interface ChainPlan {
  readonly kind: 'chain';
  readonly rules: InputRules;
  readonly members: readonly EstimatorPlan[];
  /** The output that each member is about. */
  readonly order: readonly number[];
  /** What is handed on to the members behind. */
  readonly linkMethod: PredictMethod;
  readonly methods: readonly PredictMethod[];
  /** Since 1.5 the scores of a member must be those of two classes. */
  readonly isBinaryOnly: boolean;
}

/** How the members of a one-against-others classifier are asked for a score. */
export interface BinaryMember {
  readonly part: EstimatorPlan;
  readonly method: 'decision_function' | 'predict_proba' | 'predict';
}

/** sklearn.multiclass.OneVsRestClassifier. */
export interface OneVsRestPlan {
  readonly kind: 'one-vs-rest';
  readonly members: readonly BinaryMember[];
  readonly labels: Tensor;
  readonly target: 'multiclass' | 'binary' | 'multilabel';
  /** Scores above it are the class's. */
  readonly threshold: number;
  readonly methods: readonly PredictMethod[];
  /** Of equal scores the first class counts since 1.8, the last one before. */
  readonly prefersFirst: boolean;
  /** Since 1.7 probabilities that are all zero stay zero, before they became NaN. */
  readonly keepsZeros: boolean;
}

/** sklearn.multiclass.OneVsOneClassifier. */
export interface OneVsOnePlan {
  readonly kind: 'one-vs-one';
  readonly members: readonly BinaryMember[];
  readonly labels: Tensor;
  readonly threshold: number;
  /** There in versions that converted the input to numbers themselves. */
  readonly rules?: InputRules;
}

/** sklearn.multiclass.OutputCodeClassifier. */
export interface OutputCodePlan {
  readonly kind: 'output-code';
  readonly members: readonly BinaryMember[];
  readonly labels: Tensor;
  /** A row for each class, a column for each member. */
  readonly codeBook: Float64Array;
}

/** A member of OneVsRestClassifier for a class that all rows, or none, belonged to. */
export interface ConstantMemberPlan {
  readonly kind: 'constant-member';
  readonly value: number;
}

/** sklearn.model_selection.FixedThresholdClassifier and TunedThresholdClassifierCV. */
export interface ThresholdPlan {
  readonly kind: 'threshold';
  readonly part: EstimatorPlan;
  readonly method: 'decision_function' | 'predict_proba';
  readonly threshold: number;
  /** The place of the class that high scores stand for: 0 or 1. */
  readonly positive: number;
  readonly labels: Tensor;
}

/** What this family's estimators become. */
export type MetaPlan =
  | DelegatePlan
  | VotingClassifierPlan
  | VotingRegressorPlan
  | StackingPlan
  | CalibratedPlan
  | IsotonicPlan
  | MultiOutputPlan
  | ChainPlan
  | OneVsRestPlan
  | OneVsOnePlan
  | OutputCodePlan
  | ConstantMemberPlan
  | ThresholdPlan;
