import { type Evaluators, transformerMethods } from '../../evaluate/evaluator.ts';
import { toMatrix } from '../../rows/to-matrix.ts';
import { evaluateStandardScaler } from './evaluate-scaler.ts';
import type { PreprocessingPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const preprocessingEvaluators: Evaluators<PreprocessingPlan> = {
  'standard-scaler': {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.rules.featureCount,
    evaluate: (plan, input, { origin }) =>
      evaluateStandardScaler(plan, toMatrix(input, plan.rules, origin)),
  },
};
