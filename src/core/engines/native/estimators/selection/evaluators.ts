import type { Evaluators } from '../../evaluate/evaluator.ts';
import type { SelectionPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const selectionEvaluators: Evaluators<SelectionPlan> = {};
