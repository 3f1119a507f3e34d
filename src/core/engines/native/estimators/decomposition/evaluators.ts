import type { Evaluators } from '../../evaluate/evaluator.ts';
import type { DecompositionPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const decompositionEvaluators: Evaluators<DecompositionPlan> = {};
