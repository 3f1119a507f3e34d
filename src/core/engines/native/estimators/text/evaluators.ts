import { type Evaluators, transformerMethods } from '../../evaluate/evaluator.ts';
import { toAnyMatrix } from '../../rows/to-matrix.ts';
import { evaluateHashing, evaluateTfidf, evaluateVectorizer } from './evaluate-vectorizer.ts';
import type { TextPlan } from './plans.ts';

/** About what a text costs, which is not known before it is there. */
const textCost = 2000;

/** How each kind of plan of this family is run. */
export const textEvaluators: Evaluators<TextPlan> = {
  vectorizer: {
    methods: () => transformerMethods,
    rowCost: () => textCost,
    evaluate: (plan, input, { origin }) => evaluateVectorizer(plan, input, origin),
  },
  'hashing-vectorizer': {
    methods: () => transformerMethods,
    rowCost: () => textCost,
    evaluate: (plan, input, { origin }) => evaluateHashing(plan, input, origin),
  },
  'tfidf-transformer': {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.rules.featureCount,
    evaluate: (plan, input, { origin }) =>
      evaluateTfidf(plan, toAnyMatrix(input, plan.rules, origin)),
  },
};
