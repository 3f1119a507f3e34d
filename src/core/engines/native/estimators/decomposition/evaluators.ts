import { type Evaluators, transformerMethods } from '../../evaluate/evaluator.ts';
import { stackSparse } from '../../rows/stack-columns.ts';
import { toAnyMatrix, toMatrix } from '../../rows/to-matrix.ts';
import { evaluateKernelProjection } from './evaluate-kernel-projection.ts';
import { evaluateNmf, nmfRowCost } from './evaluate-nmf.ts';
import { evaluateProjection } from './evaluate-projection.ts';
import type { DecompositionPlan } from './plans.ts';
import { evaluateRandomCosines } from './random-cosines.ts';

/** How each kind of plan of this family is run. */
export const decompositionEvaluators: Evaluators<DecompositionPlan> = {
  projection: {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.components.length,
    evaluate: (plan, input, { origin }) => {
      const projected = evaluateProjection(plan, toAnyMatrix(input, plan.rules, origin));
      const isSparse = plan.keepsSparse === true && input.kind === 'sparse';
      return isSparse ? stackSparse([projected]) : projected;
    },
  },
  'kernel-projection': {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.rows.length + plan.vectors.length,
    evaluate: (plan, input, { origin }) =>
      evaluateKernelProjection(plan, toMatrix(input, plan.rules, origin)),
  },
  'random-cosines': {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.weights.length + plan.componentCount * 20,
    evaluate: (plan, input, { origin }) =>
      evaluateRandomCosines(plan, toAnyMatrix(input, plan.rules, origin)),
  },
  nmf: {
    methods: () => transformerMethods,
    rowCost: nmfRowCost,
    evaluate: (plan, input, { origin }) => evaluateNmf(plan, input, origin),
    keepsRowsTogether: true,
  },
};
