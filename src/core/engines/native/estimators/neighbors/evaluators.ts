import { type Evaluators, regressorMethods } from '../../evaluate/evaluator.ts';
import type { PredictMethod } from '../../methods.ts';
import {
  evaluateNearestCentroid,
  evaluateNeighborClassifier,
  evaluateNeighborRegressor,
} from './evaluate-neighbors.ts';
import { evaluateOutlierFactor } from './evaluate-outlier-factor.ts';
import { evaluateRadiusClassifier } from './evaluate-radius-classifier.ts';
import { evaluateRadiusRegressor } from './evaluate-radius-regressor.ts';
import type { NeighborIndex, NeighborPlan } from './plans.ts';

const classifierMethods: readonly PredictMethod[] = ['predict', 'predict_proba'];

const outlierMethods: readonly PredictMethod[] = ['predict', 'decision_function', 'score_samples'];

/** How each kind of plan of this family is run. */
export const neighborEvaluators: Evaluators<NeighborPlan> = {
  'neighbor-classifier': {
    // Of several outputs predict_proba is a list of arrays, which no answer can be.
    methods: (plan) => (plan.labels.length === 1 ? classifierMethods : regressorMethods),
    rowCost: (plan) => costOf(plan.index),
    evaluate: evaluateNeighborClassifier,
  },
  'neighbor-regressor': {
    methods: () => regressorMethods,
    rowCost: (plan) => costOf(plan.index),
    evaluate: evaluateNeighborRegressor,
  },
  'radius-classifier': {
    methods: (plan) => (plan.labels.length === 1 ? classifierMethods : regressorMethods),
    rowCost: (plan) => costOf(plan.index),
    evaluate: evaluateRadiusClassifier,
  },
  'radius-regressor': {
    methods: () => regressorMethods,
    rowCost: (plan) => costOf(plan.index),
    evaluate: evaluateRadiusRegressor,
  },
  'outlier-factor': {
    methods: () => outlierMethods,
    rowCost: (plan) => costOf(plan.index),
    evaluate: evaluateOutlierFactor,
  },
  'nearest-centroid': {
    methods: () => regressorMethods,
    rowCost: (plan) => plan.centroids.length,
    evaluate: evaluateNearestCentroid,
  },
};

/** A tree looks at some of its leaves, brute force at every point. */
function costOf({ tree, pointCount, columnCount, metric }: NeighborIndex): number {
  const seen = tree ? Math.min(pointCount, 200 + 20 * Math.sqrt(pointCount)) : pointCount;
  const each = metric.name === 'mahalanobis' ? columnCount * columnCount : columnCount;
  return Math.ceil(seen * each);
}
