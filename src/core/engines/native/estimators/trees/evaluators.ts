import {
  type Evaluators,
  type Parts,
  probabilityMethods,
  regressorMethods,
  transformerMethods,
} from '../../evaluate/evaluator.ts';
import type { PredictMethod } from '../../methods.ts';
import type { EstimatorPlan } from '../../plan.ts';
import { toMatrix } from '../../rows/to-matrix.ts';
import { ensembleRowCost } from '../../tree-ensemble/build-ensemble.ts';
import type { TreeEnsemble } from '../../tree-ensemble/tree-ensemble.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import { evaluateAdaBoostClassifier, evaluateAdaBoostRegressor } from './bags/evaluate-adaboost.ts';
import { evaluateBaggingClassifier, evaluateBaggingRegressor } from './bags/evaluate-bagging.ts';
import {
  evaluateBoostedClassifier,
  evaluateBoostedRegressor,
} from './boosting/evaluate-boosted.ts';
import { evaluateIsolationForest } from './evaluate-isolation-forest.ts';
import { evaluateTreesEmbedding } from './evaluate-trees-embedding.ts';
import {
  evaluateMultiTreeClassifier,
  evaluateTreeClassifier,
  evaluateTreeRegressor,
} from './evaluate-trees.ts';
import { histFeatures } from './boosting/hist-input-features.ts';
import type { BagMember, BoostedScores, TreePlan } from './plans.ts';

const scoredMethods: readonly PredictMethod[] = [...probabilityMethods, 'decision_function'];

/** How each kind of plan of this family is run. */
export const treeEvaluators: Evaluators<TreePlan> = {
  'tree-regressor': {
    methods: () => regressorMethods,
    rowCost: treeCost,
    evaluate: (plan, input, { origin }) =>
      evaluateTreeRegressor(plan, toMatrix(input, plan.rules, origin)),
  },
  'tree-classifier': {
    methods: () => probabilityMethods,
    rowCost: treeCost,
    evaluate: (plan, input, { origin, method }) =>
      evaluateTreeClassifier(plan, toMatrix(input, plan.rules, origin), method),
  },
  'multi-tree-classifier': {
    // predict_proba of several outputs is a list of arrays, which no prediction can be.
    methods: () => regressorMethods,
    rowCost: treeCost,
    evaluate: (plan, input, { origin }) =>
      evaluateMultiTreeClassifier(plan, toMatrix(input, plan.rules, origin)),
  },
  'isolation-forest': {
    methods: () => ['predict', 'decision_function', 'score_samples'],
    rowCost: treeCost,
    evaluate: (plan, input, { origin, method }) =>
      evaluateIsolationForest(plan, toMatrix(input, plan.rules, origin), method),
  },
  'trees-embedding': {
    methods: () => transformerMethods,
    rowCost: treeCost,
    evaluate: (plan, input, { origin }) =>
      evaluateTreesEmbedding(plan, toMatrix(input, plan.rules, origin)),
  },
  'boosted-regressor': {
    methods: () => regressorMethods,
    rowCost: boostedCost,
    features: histFeatures,
    evaluate: evaluateBoostedRegressor,
  },
  'boosted-classifier': {
    methods: (plan) =>
      plan.hasLogProbability
        ? scoredMethods
        : scoredMethods.filter((method) => method !== 'predict_log_proba'),
    rowCost: boostedCost,
    features: histFeatures,
    evaluate: evaluateBoostedClassifier,
  },
  'adaboost-classifier': {
    methods: () => scoredMethods,
    rowCost: adaBoostCost,
    evaluate: evaluateAdaBoostClassifier,
  },
  'adaboost-regressor': {
    methods: () => regressorMethods,
    rowCost: adaBoostCost,
    evaluate: evaluateAdaBoostRegressor,
  },
  'bagging-classifier': {
    methods: ({ members }, parts) =>
      allHave(members, parts, 'decision_function') ? scoredMethods : probabilityMethods,
    rowCost: ({ members }, parts) => sumOfCosts(estimatorsOf(members), parts),
    evaluate: evaluateBaggingClassifier,
  },
  'bagging-regressor': {
    methods: () => regressorMethods,
    rowCost: ({ members }, parts) => sumOfCosts(estimatorsOf(members), parts),
    evaluate: evaluateBaggingRegressor,
  },
};

function treeCost(plan: { readonly ensemble: TreeEnsemble; readonly rules: InputRules }): number {
  return ensembleRowCost(plan.ensemble) + plan.rules.featureCount;
}

function boostedCost(plan: BoostedScores, { rowCostOf }: Parts): number {
  return treeCost(plan) + (plan.start ? rowCostOf(plan.start.estimator) : 0);
}

function adaBoostCost(
  { members }: { readonly members: TreeEnsemble | readonly EstimatorPlan[] },
  parts: Parts,
): number {
  return 'roots' in members ? ensembleRowCost(members) : sumOfCosts(members, parts);
}

function sumOfCosts(members: readonly EstimatorPlan[], { rowCostOf }: Parts): number {
  return members.reduce((sum, member) => sum + rowCostOf(member), 0);
}

function estimatorsOf(members: readonly BagMember[]): readonly EstimatorPlan[] {
  return members.map(({ estimator }) => estimator);
}

function allHave(members: readonly BagMember[], parts: Parts, method: PredictMethod): boolean {
  return members.every(({ estimator }) => parts.methodsOf(estimator).includes(method));
}
