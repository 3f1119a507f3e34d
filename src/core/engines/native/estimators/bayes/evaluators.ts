import type { Evaluators } from '../../evaluate/evaluator.ts';
import type { BayesPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const bayesEvaluators: Evaluators<BayesPlan> = {};
