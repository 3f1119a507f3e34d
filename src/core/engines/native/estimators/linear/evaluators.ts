import {
  type Evaluators,
  probabilityMethods,
  regressorMethods,
  transformerMethods,
} from '../../evaluate/evaluator.ts';
import type { PredictMethod } from '../../methods.ts';
import { toAnyMatrix, toMatrix } from '../../rows/to-matrix.ts';
import { evaluateLinearClassifier, evaluateLinearMultilabel } from './evaluate-classifier.ts';
import {
  evaluateLinearDiscriminant,
  evaluateQuadraticDiscriminant,
} from './evaluate-discriminant.ts';
import { evaluatePartialLeastSquares } from './evaluate-partial-least-squares.ts';
import { evaluateLinearOneClass, evaluateLinearRegressor } from './evaluate-regressor.ts';
import type { LinearPlan } from './plans.ts';

const scoreMethods: readonly PredictMethod[] = ['predict', 'decision_function'];
const classifierMethods: readonly PredictMethod[] = [...probabilityMethods, 'decision_function'];

/** How each kind of plan of this family is run. */
export const linearEvaluators: Evaluators<LinearPlan> = {
  'linear-regressor': {
    methods: () => regressorMethods,
    rowCost: (plan) => plan.scores.coefficients.length,
    evaluate: (plan, input, { origin }) =>
      evaluateLinearRegressor(plan, toAnyMatrix(input, plan.rules, origin)),
  },
  'linear-classifier': {
    methods: ({ probability }) => (probability === 'none' ? scoreMethods : classifierMethods),
    rowCost: (plan) => plan.scores.coefficients.length,
    evaluate: (plan, input, { origin, method }) =>
      evaluateLinearClassifier(plan, toAnyMatrix(input, plan.rules, origin), method),
  },
  'linear-multilabel': {
    methods: () => scoreMethods,
    rowCost: (plan) => plan.scores.coefficients.length,
    evaluate: (plan, input, { origin, method }) =>
      evaluateLinearMultilabel(plan, toAnyMatrix(input, plan.rules, origin), method),
  },
  'linear-one-class': {
    methods: () => [...scoreMethods, 'score_samples'],
    rowCost: (plan) => plan.scores.coefficients.length,
    evaluate: (plan, input, { origin, method }) =>
      evaluateLinearOneClass(plan, toAnyMatrix(input, plan.rules, origin), method),
  },
  ransac: {
    methods: () => regressorMethods,
    rowCost: (plan, { rowCostOf }) => rowCostOf(plan.inner),
    evaluate: ({ rules, inner }, input, { origin, evaluate }) =>
      evaluate(inner, rules ? toAnyMatrix(input, rules, origin) : input, 'predict'),
  },
  'linear-discriminant': {
    methods: ({ projection }) =>
      projection ? [...classifierMethods, ...transformerMethods] : classifierMethods,
    rowCost: (plan) => plan.classifier.scores.coefficients.length,
    evaluate: (plan, input, { origin, method }) =>
      evaluateLinearDiscriminant(plan, toMatrix(input, plan.classifier.rules, origin), method),
  },
  'quadratic-discriminant': {
    methods: () => classifierMethods,
    rowCost: (plan) => plan.classes.reduce((sum, { weights }) => sum + weights.length, 0),
    evaluate: (plan, input, { origin, method }) =>
      evaluateQuadraticDiscriminant(plan, toMatrix(input, plan.rules, origin), method),
  },
  'partial-least-squares': {
    methods: () => [...regressorMethods, ...transformerMethods],
    rowCost: (plan) => plan.scores.coefficients.length,
    evaluate: (plan, input, { origin, method }) =>
      evaluatePartialLeastSquares(plan, toMatrix(input, plan.rules, origin), method),
  },
};
