import { type Evaluators, probabilityMethods, regressorMethods } from '../../evaluate/evaluator.ts';
import type { PredictMethod } from '../../methods.ts';
import { toMatrix } from '../../rows/to-matrix.ts';
import { evaluateLinearClassifier, evaluateLinearRegressor } from './evaluate-linear.ts';
import type { LinearPlan } from './plans.ts';

const classifierMethods: readonly PredictMethod[] = [...probabilityMethods, 'decision_function'];

/** How each kind of plan of this family is run. */
export const linearEvaluators: Evaluators<LinearPlan> = {
  'linear-regressor': {
    methods: () => regressorMethods,
    rowCost: (plan) => plan.scores.coefficients.length,
    evaluate: (plan, input, { origin }) =>
      evaluateLinearRegressor(plan, toMatrix(input, plan.rules, origin)),
  },
  'linear-classifier': {
    methods: () => classifierMethods,
    rowCost: (plan) => plan.scores.coefficients.length,
    evaluate: (plan, input, { origin, method }) =>
      evaluateLinearClassifier(plan, toMatrix(input, plan.rules, origin), method),
  },
};
