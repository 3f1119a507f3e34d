import { type Evaluators, probabilityMethods } from '../../evaluate/evaluator.ts';
import { toAnyMatrix, toMatrix } from '../../rows/to-matrix.ts';
import { answerFromLikelihoods } from './evaluate-bayes.ts';
import { categoricalLikelihoods, gaussianLikelihoods, linearLikelihoods } from './likelihoods.ts';
import type { BayesPlan } from './plans.ts';
import { checkWholeTexts } from './whole-texts.ts';

/** How each kind of plan of this family is run. */
export const bayesEvaluators: Evaluators<BayesPlan> = {
  'gaussian-bayes': {
    methods: () => probabilityMethods,
    rowCost: (plan) => plan.means.length,
    evaluate: (plan, input, { origin, method }) => {
      const matrix = toMatrix(input, plan.rules, origin);
      const isFloat32 = matrix.isFloat32 && plan.isFloat32;
      return answerFromLikelihoods(plan, gaussianLikelihoods(plan, matrix), { method, isFloat32 });
    },
  },
  'linear-bayes': {
    methods: () => probabilityMethods,
    rowCost: (plan) => plan.weights.length,
    evaluate: (plan, input, { origin, method }) => {
      const matrix = toAnyMatrix(input, plan.rules, origin);
      const likelihoods = linearLikelihoods(plan, matrix);
      return answerFromLikelihoods(plan, likelihoods, { method, isFloat32: false });
    },
  },
  'categorical-bayes': {
    methods: () => probabilityMethods,
    rowCost: (plan) => plan.features.length * plan.priors.length,
    evaluate: (plan, input, { origin, method }) => {
      checkWholeTexts(input, origin);
      const matrix = toMatrix(input, plan.rules, origin);
      const likelihoods = categoricalLikelihoods(plan, matrix, origin);
      return answerFromLikelihoods(plan, likelihoods, { method, isFloat32: false });
    },
  },
};
