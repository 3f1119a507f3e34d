import type { Evaluators } from '../../evaluate/evaluator.ts';
import type { SvmPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const svmEvaluators: Evaluators<SvmPlan> = {};
