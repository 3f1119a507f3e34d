import type { Evaluators } from '../../evaluate/evaluator.ts';
import type { ClusterPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const clusterEvaluators: Evaluators<ClusterPlan> = {};
