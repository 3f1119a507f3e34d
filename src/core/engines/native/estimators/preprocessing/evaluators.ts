import { type Evaluators, transformerMethods } from '../../evaluate/evaluator.ts';
import { checkedRows } from '../../rows/checked-rows.ts';
import { stackSparse } from '../../rows/stack-columns.ts';
import { toAnyMatrix, toMatrix } from '../../rows/to-matrix.ts';
import { evaluateDiscretizer } from './evaluate-discretizer.ts';
import { evaluateBinarizer, evaluateNormalizer } from './evaluate-normalizer.ts';
import { evaluatePolynomial } from './evaluate-polynomial.ts';
import { evaluatePower } from './evaluate-power.ts';
import { evaluateQuantile } from './evaluate-quantile.ts';
import { evaluateColumnScaler } from './evaluate-scaler.ts';
import { evaluateSpline } from './evaluate-spline.ts';
import type { PreprocessingPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const preprocessingEvaluators: Evaluators<PreprocessingPlan> = {
  'column-scaler': {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.rules.featureCount,
    evaluate: (plan, input, { origin }) =>
      evaluateColumnScaler(plan, toAnyMatrix(input, plan.rules, origin)),
  },
  normalizer: {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.rules.featureCount * 2,
    evaluate: (plan, input, { origin }) =>
      evaluateNormalizer(plan, toAnyMatrix(input, plan.rules, origin)),
  },
  binarizer: {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.rules.featureCount,
    evaluate: (plan, input, { origin }) =>
      evaluateBinarizer(plan, checkedRows(input, plan.rules, origin)),
  },
  discretizer: {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.rules.featureCount * 4,
    evaluate: (plan, input, { origin }) =>
      evaluateDiscretizer(plan, toMatrix(input, plan.rules, origin)),
  },
  polynomial: {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.parents.length,
    evaluate: (plan, input, { origin }) => {
      const products = evaluatePolynomial(plan, toMatrix(input, plan.rules, origin));
      return input.kind === 'sparse' ? stackSparse([products]) : products;
    },
  },
  power: {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.rules.featureCount * 20,
    evaluate: (plan, input, { origin }) =>
      evaluatePower(plan, toMatrix(input, plan.rules, origin), { ...origin, input }),
  },
  quantile: {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.rules.featureCount * 40,
    evaluate: (plan, input, { origin }) =>
      evaluateQuantile(plan, toAnyMatrix(input, plan.rules, origin)),
  },
  spline: {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.features.reduce((sum, { degree }) => sum + 4 * (degree + 1) ** 2, 0),
    evaluate: (plan, input, { origin }) => evaluateSpline(plan, input, origin),
  },
};
