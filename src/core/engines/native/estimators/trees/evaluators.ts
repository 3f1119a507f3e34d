import { type Evaluators, probabilityMethods, regressorMethods } from '../../evaluate/evaluator.ts';
import { toMatrix } from '../../rows/to-matrix.ts';
import { ensembleRowCost } from '../../tree-ensemble/build-ensemble.ts';
import { evaluateTreeClassifier, evaluateTreeRegressor } from './evaluate-trees.ts';
import type { TreePlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const treeEvaluators: Evaluators<TreePlan> = {
  'tree-regressor': {
    methods: () => regressorMethods,
    rowCost: (plan) => ensembleRowCost(plan.ensemble) + plan.rules.featureCount,
    evaluate: (plan, input, { origin }) =>
      evaluateTreeRegressor(plan, toMatrix(input, plan.rules, origin)),
  },
  'tree-classifier': {
    methods: () => probabilityMethods,
    rowCost: (plan) => ensembleRowCost(plan.ensemble) + plan.rules.featureCount,
    evaluate: (plan, input, { origin, method }) =>
      evaluateTreeClassifier(plan, toMatrix(input, plan.rules, origin), method),
  },
};
