import type { Evaluators } from '../../evaluate/evaluator.ts';
import type { NeuralPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const neuralEvaluators: Evaluators<NeuralPlan> = {};
