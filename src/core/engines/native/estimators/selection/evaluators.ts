import type { Evaluators } from '../../evaluate/evaluator.ts';
import { transformerMethods } from '../../evaluate/evaluator.ts';
import type { PredictMethod } from '../../methods.ts';
import { evaluateSelector } from './evaluate-selector.ts';
import type { SelectionPlan } from './plans.ts';

const delegated: readonly PredictMethod[] = [
  'predict',
  'predict_proba',
  'predict_log_proba',
  'decision_function',
];

/** How each kind of plan of this family is run. */
export const selectionEvaluators: Evaluators<SelectionPlan> = {
  selector: {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.rules.featureCount,
    evaluate: (plan, input, { origin }) => evaluateSelector(plan, input, origin),
  },
  'selecting-predictor': {
    methods: (plan, { methodsOf }) => [
      ...delegated.filter((method) => methodsOf(plan.estimator).includes(method)),
      'transform',
    ],
    rowCost: (plan, { rowCostOf }) => plan.selector.rules.featureCount + rowCostOf(plan.estimator),
    evaluate: ({ selector, estimator }, input, { origin, method, evaluate }) => {
      const selected = evaluateSelector(selector, input, origin);
      return method === 'transform' ? selected : evaluate(estimator, selected, method);
    },
  },
};
