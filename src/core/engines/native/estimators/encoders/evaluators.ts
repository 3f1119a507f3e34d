import { type Evaluators, transformerMethods } from '../../evaluate/evaluator.ts';
import { categoryEncoderFeatures, encoderFeatures } from './encoder-features.ts';
import { evaluateCategoryEncoder } from './evaluate-category-encoder.ts';
import { evaluateOneHot } from './evaluate-one-hot.ts';
import { evaluateOrdinal } from './evaluate-ordinal.ts';
import { evaluateTargetEncoder } from './evaluate-target-encoder.ts';
import type { EncoderPlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const encoderEvaluators: Evaluators<EncoderPlan> = {
  'one-hot-encoder': {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.features.length * 10 + (plan.isSparse ? 0 : plan.columnCount),
    evaluate: (plan, input, { origin }) => evaluateOneHot(plan, input, origin),
    features: ({ rules, features }) =>
      encoderFeatures(
        rules,
        features.map(({ table }) => table),
      ),
  },
  'ordinal-encoder': {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.features.length * 10,
    evaluate: (plan, input, { origin }) => evaluateOrdinal(plan, input, origin),
    features: ({ rules, features }) =>
      encoderFeatures(
        rules,
        features.map(({ table }) => table),
      ),
  },
  'target-encoder': {
    methods: () => transformerMethods,
    rowCost: (plan) => plan.tables.length * 10 + plan.encodings.length,
    evaluate: (plan, input, { origin }) => evaluateTargetEncoder(plan, input, origin),
    features: ({ rules, tables }) => encoderFeatures(rules, tables),
  },
  'category-encoder': {
    methods: () => transformerMethods,
    rowCost: ({ features, featureNames }) =>
      features.reduce((sum, { outputs }) => sum + 10 + outputs.length, featureNames.length),
    evaluate: (plan, input, { origin }) => evaluateCategoryEncoder(plan, input, origin),
    features: categoryEncoderFeatures,
  },
};
