import type { Tensor } from '../../../../data/tensor.ts';

/** Answers the same row for every row of the input: DummyRegressor, and DummyClassifier mostly. */
export interface DummyConstantPlan {
  readonly kind: 'dummy-constant';
  /** What is answered for one row; of several outputs the answer has two dimensions. */
  readonly row: Tensor;
  readonly isFlat: boolean;
  /** predict_proba of one row; absent where there is none. */
  readonly probabilities?: Float64Array;
}

/** DummyClassifier that draws its answers at random, from a seed that it starts with each time. */
export interface DummyRandomPlan {
  readonly kind: 'dummy-random';
  readonly strategy: 'uniform' | 'stratified';
  readonly labels: Tensor;
  readonly prior: Float64Array;
  /** An integer from 0 to 2^32 - 1. */
  readonly seed: number;
}

/** What this family's estimators become. */
export type DummyPlan = DummyConstantPlan | DummyRandomPlan;
