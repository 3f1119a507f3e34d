import type { Evaluators } from '../../evaluate/evaluator.ts';
import type { PredictMethod } from '../../methods.ts';
import { evaluateCenters } from './evaluate-centers.ts';
import { evaluateEnvelope, evaluateMixture } from './evaluate-mixture.ts';
import type { ClusterPlan } from './plans.ts';

const mixtureMethods: readonly PredictMethod[] = ['predict', 'predict_proba', 'score_samples'];
const envelopeMethods: readonly PredictMethod[] = ['predict', 'decision_function', 'score_samples'];

/** How each kind of plan of this family is run. */
export const clusterEvaluators: Evaluators<ClusterPlan> = {
  'cluster-centers': {
    methods: (plan) => (plan.canTransform ? ['predict', 'transform'] : ['predict']),
    rowCost: (plan) => plan.centers.length,
    evaluate: evaluateCenters,
  },
  mixture: {
    methods: () => mixtureMethods,
    rowCost: (plan) => plan.means.length * plan.rules.featureCount * 2,
    evaluate: evaluateMixture,
  },
  envelope: {
    methods: () => envelopeMethods,
    rowCost: (plan) => plan.precision.length,
    evaluate: evaluateEnvelope,
  },
};
