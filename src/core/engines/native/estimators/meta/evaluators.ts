import type { Evaluators } from '../../evaluate/evaluator.ts';
import type { MetaPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const metaEvaluators: Evaluators<MetaPlan> = {};
