import type { Evaluators } from '../../evaluate/evaluator.ts';
import type { Rows } from '../../rows/rows.ts';
import type { ComposePlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const composeEvaluators: Evaluators<ComposePlan> = {
  pipeline: {
    methods: (plan, { methodsOf }) => methodsOf(plan.last),
    rowCost: (plan, { rowCostOf }) =>
      [...plan.steps, plan.last].reduce((sum, part) => sum + rowCostOf(part), 0),
    evaluate: (plan, input, { method, evaluate }) => {
      let rows: Rows = input;
      for (const step of plan.steps) rows = evaluate(step, rows, 'transform');
      return evaluate(plan.last, rows, method);
    },
    features: (plan, { featuresOf }) => featuresOf(plan.steps[0] ?? plan.last),
  },
};
