import type { Evaluators } from '../../evaluate/evaluator.ts';
import type { NeighborPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const neighborEvaluators: Evaluators<NeighborPlan> = {};
