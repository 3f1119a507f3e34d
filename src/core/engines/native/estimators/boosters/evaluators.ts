import type { Evaluators } from '../../evaluate/evaluator.ts';
import type { BoosterPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const boosterEvaluators: Evaluators<BoosterPlan> = {};
