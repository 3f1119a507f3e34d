import type { Evaluators } from '../../evaluate/evaluator.ts';
import type { ImputationPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const imputationEvaluators: Evaluators<ImputationPlan> = {};
