import { type Evaluators, probabilityMethods, regressorMethods } from '../../evaluate/evaluator.ts';
import { evaluateDummyConstant, evaluateDummyRandom } from './evaluate-dummy.ts';
import type { DummyPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const dummyEvaluators: Evaluators<DummyPlan> = {
  'dummy-constant': {
    methods: (plan) => (plan.probabilities ? probabilityMethods : regressorMethods),
    rowCost: () => 1,
    evaluate: evaluateDummyConstant,
  },
  'dummy-random': {
    methods: () => probabilityMethods,
    rowCost: () => 1,
    evaluate: evaluateDummyRandom,
  },
};
