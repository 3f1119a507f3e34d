import type { Evaluators } from '../../evaluate/evaluator.ts';
import type { TextPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const textEvaluators: Evaluators<TextPlan> = {};
