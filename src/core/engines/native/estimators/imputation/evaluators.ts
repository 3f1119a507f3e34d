import { type Evaluators, transformerMethods } from '../../evaluate/evaluator.ts';
import { evaluateNeighborImputer } from './evaluate-neighbor-imputer.ts';
import { evaluateSimpleImputer } from './evaluate-simple-imputer.ts';
import { evaluateIndicator } from './indicate-gaps.ts';
import { imputerFeatures } from './imputer-features.ts';
import type { ImputationPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const imputationEvaluators: Evaluators<ImputationPlan> = {
  'simple-imputer': {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.rules.featureCount * 3,
    evaluate: (plan, input, { origin }) => evaluateSimpleImputer(plan, input, origin),
    features: imputerFeatures,
  },
  'missing-indicator': {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.rules.featureCount * 2,
    evaluate: (plan, input, { origin }) => evaluateIndicator(plan, input, origin),
  },
  'neighbor-imputer': {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.fitted.values.length * 4,
    evaluate: (plan, input, { origin }) => evaluateNeighborImputer(plan, input, origin),
  },
};
