import type { Evaluators, Parts } from '../../evaluate/evaluator.ts';
import type { PredictMethod } from '../../methods.ts';
import type { EstimatorPlan } from '../../plan.ts';
import { toAnyMatrix } from '../../rows/to-matrix.ts';
import { evaluateCalibrated } from './evaluate-calibrated.ts';
import { evaluateIsotonic } from './evaluate-isotonic.ts';
import {
  evaluateConstantMember,
  evaluateOneVsOne,
  evaluateOneVsRest,
  evaluateOutputCode,
} from './evaluate-multiclass.ts';
import { evaluateChain, evaluateMultiOutput } from './evaluate-multi-output.ts';
import { evaluateStacking } from './evaluate-stacking.ts';
import { evaluateThreshold } from './evaluate-threshold.ts';
import { evaluateVotingClassifier, evaluateVotingRegressor } from './evaluate-voting.ts';
import type { MetaPlan } from './plans.ts';

const calibratedMethods: readonly PredictMethod[] = ['predict', 'predict_proba'];
const constantMethods: readonly PredictMethod[] = ['predict', 'predict_proba', 'decision_function'];
const predictOnly: readonly PredictMethod[] = ['predict'];
const transformers: readonly PredictMethod[] = ['predict', 'transform'];
const scorers: readonly PredictMethod[] = ['predict', 'decision_function'];
/** What a stack hands on to its final estimator, and a threshold to its estimator. */
const handedOn: readonly PredictMethod[] = ['predict', 'predict_proba', 'decision_function'];

/** How each kind of plan of this family is run. */
export const metaEvaluators: Evaluators<MetaPlan> = {
  delegate: {
    methods: (plan) => plan.methods,
    rowCost: (plan, { rowCostOf }) => rowCostOf(plan.part),
    evaluate: (plan, input, { method, evaluate, origin }) =>
      evaluate(plan.part, plan.rules ? toAnyMatrix(input, plan.rules, origin) : input, method),
  },
  'voting-classifier': {
    methods: (plan) => [
      'predict',
      ...(plan.isSoft ? (['predict_proba'] as const) : []),
      ...(plan.canTransform ? (['transform'] as const) : []),
    ],
    rowCost: (plan, parts) => costOf(plan.members, parts),
    evaluate: evaluateVotingClassifier,
  },
  'voting-regressor': {
    methods: () => transformers,
    rowCost: (plan, parts) => costOf(plan.members, parts),
    evaluate: evaluateVotingRegressor,
  },
  stacking: {
    methods: (plan, { methodsOf }) => [
      ...handedOn.filter((method) =>
        plan.labels ? methodsOf(plan.final).includes(method) : method === 'predict',
      ),
      'transform',
    ],
    rowCost: (plan, parts) => costOf([...plan.members.map(({ part }) => part), plan.final], parts),
    evaluate: evaluateStacking,
  },
  calibrated: {
    methods: () => calibratedMethods,
    rowCost: (plan, parts) => costOf(partsOf(plan.members), parts),
    evaluate: evaluateCalibrated,
  },
  isotonic: {
    methods: () => transformers,
    rowCost: () => 20,
    evaluate: evaluateIsotonic,
  },
  'multi-output': {
    methods: () => predictOnly,
    rowCost: (plan, parts) => costOf(plan.members, parts),
    evaluate: evaluateMultiOutput,
  },
  chain: {
    methods: (plan) => plan.methods,
    rowCost: (plan, parts) => costOf(plan.members, parts) * 2,
    evaluate: evaluateChain,
  },
  'one-vs-rest': {
    methods: (plan) => plan.methods,
    rowCost: (plan, parts) => costOf(partsOf(plan.members), parts),
    evaluate: evaluateOneVsRest,
  },
  'one-vs-one': {
    methods: () => scorers,
    rowCost: (plan, parts) => costOf(partsOf(plan.members), parts) * 2,
    evaluate: evaluateOneVsOne,
  },
  'output-code': {
    methods: () => predictOnly,
    rowCost: (plan, parts) => costOf(partsOf(plan.members), parts),
    evaluate: evaluateOutputCode,
  },
  'constant-member': {
    methods: () => constantMethods,
    rowCost: () => 1,
    evaluate: evaluateConstantMember,
  },
  threshold: {
    methods: (plan, { methodsOf }) =>
      methodsOf(plan.part).filter((method) => method !== 'transform' && method !== 'score_samples'),
    rowCost: (plan, parts) => costOf([plan.part], parts),
    evaluate: evaluateThreshold,
  },
};

function partsOf(members: readonly { readonly part: EstimatorPlan }[]): EstimatorPlan[] {
  return members.map(({ part }) => part);
}

function costOf(plans: readonly EstimatorPlan[], { rowCostOf }: Parts): number {
  return plans.reduce((sum, plan) => sum + rowCostOf(plan), 0);
}
