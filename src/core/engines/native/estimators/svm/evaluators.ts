import { type Evaluators, probabilityMethods, regressorMethods } from '../../evaluate/evaluator.ts';
import type { PredictMethod } from '../../methods.ts';
import {
  evaluateSvmClassifier,
  evaluateSvmOneClass,
  evaluateSvmRegressor,
  toSvmMatrix,
} from './evaluate-svm.ts';
import type { SvmPlan } from './plans.ts';

const scoreMethods: readonly PredictMethod[] = ['predict', 'decision_function'];

/** How each kind of plan of this family is run. */
export const svmEvaluators: Evaluators<SvmPlan> = {
  'svm-classifier': {
    methods: ({ sigmoids }) =>
      sigmoids ? [...probabilityMethods, 'decision_function'] : scoreMethods,
    rowCost: (plan) => plan.support.vectors.values.length + plan.support.coefficients.length,
    evaluate: (plan, input, { origin, method }) =>
      evaluateSvmClassifier(plan, toSvmMatrix(plan, input, origin), method),
  },
  'svm-regressor': {
    methods: () => regressorMethods,
    rowCost: (plan) => plan.support.vectors.values.length,
    evaluate: (plan, input, { origin }) =>
      evaluateSvmRegressor(plan, toSvmMatrix(plan, input, origin)),
  },
  'svm-one-class': {
    methods: () => [...scoreMethods, 'score_samples'],
    rowCost: (plan) => plan.support.vectors.values.length,
    evaluate: (plan, input, { origin, method }) =>
      evaluateSvmOneClass(plan, toSvmMatrix(plan, input, origin), method),
  },
};
