import { type Evaluators, transformerMethods } from '../../evaluate/evaluator.ts';
import { numericFeatures } from '../../evaluate/input-feature.ts';
import { countColumns } from '../../rows/rows.ts';
import { toAnyMatrix } from '../../rows/to-matrix.ts';
import { evaluateHashing, evaluateTfidf, evaluateVectorizer } from './evaluate-vectorizer.ts';
import type { AnalyzerPlan, TextPlan } from './plans.ts';
import { isSteadyPattern } from './python-pattern.ts';

/** About what a text costs, which is not known before it is there. */
const textCost = 2000;
/** Longer tokens make many times as many of them. */
const longestSteady = 5;

/**
 * A pattern of the model's own can take for ever over a short text, and long tokens the square of
 * its length: such texts cost so much that the calling thread never takes them on. Another thread
 * can be ended.
 */
function costOf({ kind, tokenPattern, lengths }: AnalyzerPlan): number {
  const isSteady = kind !== 'word' || isSteadyPattern(tokenPattern);
  return isSteady && lengths[1] <= longestSteady ? textCost : Number.MAX_SAFE_INTEGER;
}

/** How each kind of plan of this family is run. */
export const textEvaluators: Evaluators<TextPlan> = {
  vectorizer: {
    methods: () => transformerMethods,
    rowCost: ({ analyzer }) => costOf(analyzer),
    evaluate: (plan, input, { origin }) => evaluateVectorizer(plan, input, origin),
  },
  'hashing-vectorizer': {
    methods: () => transformerMethods,
    rowCost: ({ analyzer }) => costOf(analyzer),
    evaluate: (plan, input, { origin }) => evaluateHashing(plan, input, origin),
  },
  'tfidf-transformer': {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.rules.featureCount,
    evaluate: (plan, input, { origin }) => {
      const featureCount = plan.rules.featureCount || countColumns(input);
      return evaluateTfidf(plan, toAnyMatrix(input, { ...plan.rules, featureCount }, origin));
    },
    features: ({ rules }) => (rules.featureCount === 0 ? undefined : numericFeatures(rules)),
  },
};
