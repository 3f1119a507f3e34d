import type { PredictMethod } from '../methods.ts';
import type { EstimatorPlan } from '../plan.ts';
import type { InputFeature } from './input-feature.ts';
import type { RowOrigin, Rows } from '../rows/rows.ts';

/** What one part of a model is asked. */
export interface Call {
  readonly method: PredictMethod;
  readonly origin: RowOrigin;
  /** Asks another part: a step, a member, a final estimator. */
  readonly evaluate: (plan: EstimatorPlan, input: Rows, method: PredictMethod) => Rows;
}

/** What can be asked about other parts. */
export interface Parts {
  readonly methodsOf: (plan: EstimatorPlan) => readonly PredictMethod[];
  readonly rowCostOf: (plan: EstimatorPlan) => number;
  readonly featuresOf: (plan: EstimatorPlan) => readonly InputFeature[] | undefined;
}

/** How one kind of plan is run. */
export interface Evaluator<P> {
  /** The methods that this estimator has; `transform` makes it a step of a pipeline. */
  readonly methods: (plan: P, parts: Parts) => readonly PredictMethod[];
  /** About how many steps one row costs. */
  readonly rowCost: (plan: P, parts: Parts) => number;
  /**
   * Answers one of its methods: a tensor from those that predict, any rows from `transform`.
   * Checks its input (mostly by toMatrix) and throws MlflowError BAD_REQUEST as scikit-learn
   * would refuse; rows in messages are counted from `call.origin`.
   */
  readonly evaluate: (plan: P, input: Rows, call: Call) => Rows;
  /**
   * The features that it takes, where they are not plain numbers as its `rules` count and name
   * them: a part that asks others hands the question on. Undefined where the state does not tell.
   */
  readonly features?: (plan: P, parts: Parts) => readonly InputFeature[] | undefined;
  /**
   * True for estimators that look at all rows of a request together, as NMF does: what they answer
   * for a row is another thing when the rows beside it are. A model with such a part anywhere in it
   * never has its rows cut up between threads, nor a file between requests.
   */
  readonly keepsRowsTogether?: true;
}

/** An evaluator for every kind of a family's plans. */
export type Evaluators<P extends { readonly kind: string }> = {
  readonly [K in P['kind']]: Evaluator<Extract<P, { readonly kind: K }>>;
};

export const regressorMethods: readonly PredictMethod[] = ['predict'];
export const transformerMethods: readonly PredictMethod[] = ['transform'];
/** Classifiers whose scores are probabilities. */
export const probabilityMethods: readonly PredictMethod[] = [
  'predict',
  'predict_proba',
  'predict_log_proba',
];
