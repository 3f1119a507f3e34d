import { type Evaluators, regressorMethods } from '../../evaluate/evaluator.ts';
import type { PredictMethod } from '../../methods.ts';
import { evaluateLaplace } from './evaluate-laplace.ts';
import { evaluateRegressor } from './evaluate-regressor.ts';
import type { GaussianProcessPlan, KernelModel } from './plans.ts';
import { refuseOverflow } from './refuse-overflow.ts';
import { toProcessMatrix } from './to-process-matrix.ts';

const classifierMethods: readonly PredictMethod[] = ['predict', 'predict_proba'];

/** How each kind of plan of this family is run. */
export const gaussianProcessEvaluators: Evaluators<GaussianProcessPlan> = {
  'gaussian-process-regressor': {
    methods: () => regressorMethods,
    rowCost: ({ model, weights }) => kernelCost(model) + weights.length,
    evaluate: (plan, input, { origin }) =>
      evaluateRegressor(plan, toProcessMatrix(plan.rules, input, origin)),
  },
  'gaussian-process-classifier': {
    // By pairs of classes there are no probabilities.
    methods: ({ base }, { methodsOf }) =>
      classifierMethods.filter((method) => methodsOf(base).includes(method)),
    rowCost: ({ base }, { rowCostOf }) => rowCostOf(base),
    evaluate: ({ rules, base, squaresRows }, input, { origin, method, evaluate }) => {
      const matrix = toProcessMatrix(rules, input, origin);
      if (squaresRows) refuseOverflow({ rules, input, matrix, origin });
      return evaluate(base, matrix, method);
    },
  },
  'laplace-classifier': {
    methods: () => classifierMethods,
    rowCost: ({ model, lower }) => kernelCost(model) + lower.length,
    evaluate: (plan, input, { origin, method }) =>
      evaluateLaplace(plan, toProcessMatrix(plan.rules, input, origin), { method, origin }),
  },
};

function kernelCost({ count, featureCount }: KernelModel): number {
  // An exponential costs about as much as ten products.
  return count * (featureCount + 10);
}
