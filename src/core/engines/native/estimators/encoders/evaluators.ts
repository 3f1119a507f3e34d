import type { Evaluators } from '../../evaluate/evaluator.ts';
import type { EncoderPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const encoderEvaluators: Evaluators<EncoderPlan> = {};
