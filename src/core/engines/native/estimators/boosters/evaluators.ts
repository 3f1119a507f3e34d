import { type Evaluators, regressorMethods } from '../../evaluate/evaluator.ts';
import { numericFeatures } from '../../evaluate/input-feature.ts';
import type { PredictMethod } from '../../methods.ts';
import { ensembleRowCost } from '../../tree-ensemble/build-ensemble.ts';
import { evaluateLightgbm, toLightgbmMatrix } from './lightgbm/evaluate-lightgbm.ts';
import { evaluateXgboost } from './xgboost/evaluate-xgboost.ts';
import {
  catboostFeatures,
  catboostMethods,
  evaluateCatboost,
} from './catboost/evaluate-catboost.ts';
import type { BoosterPlan } from './plans.ts';
import { toXgboostMatrix } from './xgboost/xgboost-input.ts';

const classifierMethods: readonly PredictMethod[] = ['predict', 'predict_proba'];
const scoringMethods: readonly PredictMethod[] = [...classifierMethods, 'decision_function'];

/** How each kind of plan of this family is run. */
export const boosterEvaluators: Evaluators<BoosterPlan> = {
  catboost: {
    methods: catboostMethods,
    rowCost: ({ ensemble, floats, categories, ctrs }) =>
      ensembleRowCost(ensemble) + floats.length + (categories.length + ctrs.length) * 20,
    evaluate: evaluateCatboost,
    features: catboostFeatures,
  },
  lightgbm: {
    methods: ({ classifier }) => {
      if (!classifier) return regressorMethods;
      return classifier.hasDecisionFunction ? scoringMethods : classifierMethods;
    },
    rowCost: ({ ensemble, rules }) => ensembleRowCost(ensemble) + rules.featureCount,
    evaluate: (plan, input, { origin, method }) =>
      evaluateLightgbm(plan, toLightgbmMatrix(input, plan, origin), method),
    features: ({ rules, featureNames }) =>
      numericFeatures({ ...rules, ...(featureNames && { featureNames }) }),
  },
  xgboost: {
    methods: ({ classifier }) => (classifier ? classifierMethods : regressorMethods),
    rowCost: ({ booster, input }) =>
      booster.kind === 'trees'
        ? ensembleRowCost(booster.ensemble) + input.featureCount
        : booster.weights.length,
    evaluate: (plan, input, { origin, method }) =>
      evaluateXgboost(plan, toXgboostMatrix(input, plan.input, origin), method),
    features: ({ input }) => numericFeatures({ ...input, allowsNaN: true, conversion: 'float32' }),
  },
};
