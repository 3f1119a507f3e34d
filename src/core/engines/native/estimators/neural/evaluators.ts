import { type Evaluators, probabilityMethods, regressorMethods } from '../../evaluate/evaluator.ts';
import { toAnyMatrix } from '../../rows/to-matrix.ts';
import { evaluateNeuralClassifier, evaluateNeuralRegressor } from './evaluate-neural.ts';
import type { Layer, NeuralPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const neuralEvaluators: Evaluators<NeuralPlan> = {
  'neural-regressor': {
    methods: () => regressorMethods,
    rowCost: ({ layers }) => costOf(layers),
    evaluate: (plan, input, { origin }) =>
      evaluateNeuralRegressor(plan, toAnyMatrix(input, plan.rules, origin)),
  },
  'neural-classifier': {
    methods: () => probabilityMethods,
    rowCost: ({ layers }) => costOf(layers),
    evaluate: (plan, input, { origin, method }) =>
      evaluateNeuralClassifier(plan, toAnyMatrix(input, plan.rules, origin), method),
  },
};

function costOf(layers: readonly Layer[]): number {
  return layers.reduce((sum, { weights }) => sum + weights.length, 0);
}
