import type { Tensor } from '../../../../data/tensor.ts';
import type { InputRules } from '../../rows/input-rules.ts';

/** What is done to every number that a layer yields, or with softmax to every row. */
export type Activation = 'identity' | 'logistic' | 'tanh' | 'relu' | 'softmax' | 'exp';

/** One layer: a matrix product, an offset and an activation. */
export interface Layer {
  readonly inputCount: number;
  readonly outputCount: number;
  /** One row for each input, as `coefs_` has them. */
  readonly weights: Float64Array;
  readonly offsets: Float64Array;
  readonly activation: Activation;
  /** True when NumPy computes in float32 as long as the layer's input is float32 too. */
  readonly isFloat32: boolean;
}

/** sklearn.neural_network.MLPRegressor. */
export interface NeuralRegressorPlan {
  readonly kind: 'neural-regressor';
  readonly rules: InputRules;
  readonly layers: readonly Layer[];
}

/** sklearn.neural_network.MLPClassifier. */
export interface NeuralClassifierPlan {
  readonly kind: 'neural-classifier';
  readonly rules: InputRules;
  readonly layers: readonly Layer[];
  /** Not there when it was fitted on several labels a row, which are 0 or 1 each. */
  readonly labels?: Tensor;
}

/** What this family's estimators become. */
export type NeuralPlan = NeuralRegressorPlan | NeuralClassifierPlan;
