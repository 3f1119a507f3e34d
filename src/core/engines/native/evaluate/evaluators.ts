import { bayesEvaluators } from '../estimators/bayes/evaluators.ts';
import { boosterEvaluators } from '../estimators/boosters/evaluators.ts';
import { clusterEvaluators } from '../estimators/clusters/evaluators.ts';
import { composeEvaluators } from '../estimators/compose/evaluators.ts';
import { decompositionEvaluators } from '../estimators/decomposition/evaluators.ts';
import { dummyEvaluators } from '../estimators/dummy/evaluators.ts';
import { encoderEvaluators } from '../estimators/encoders/evaluators.ts';
import { gaussianProcessEvaluators } from '../estimators/gaussian-process/evaluators.ts';
import { imputationEvaluators } from '../estimators/imputation/evaluators.ts';
import { linearEvaluators } from '../estimators/linear/evaluators.ts';
import { metaEvaluators } from '../estimators/meta/evaluators.ts';
import { neighborEvaluators } from '../estimators/neighbors/evaluators.ts';
import { neuralEvaluators } from '../estimators/neural/evaluators.ts';
import { preprocessingEvaluators } from '../estimators/preprocessing/evaluators.ts';
import { selectionEvaluators } from '../estimators/selection/evaluators.ts';
import { svmEvaluators } from '../estimators/svm/evaluators.ts';
import { textEvaluators } from '../estimators/text/evaluators.ts';
import { treeEvaluators } from '../estimators/trees/evaluators.ts';
import type { EstimatorPlan } from '../plan.ts';
import type { Evaluators } from './evaluator.ts';

/** How each kind of plan is run. */
export const evaluators: Evaluators<EstimatorPlan> = {
  ...bayesEvaluators,
  ...boosterEvaluators,
  ...clusterEvaluators,
  ...composeEvaluators,
  ...decompositionEvaluators,
  ...dummyEvaluators,
  ...encoderEvaluators,
  ...gaussianProcessEvaluators,
  ...imputationEvaluators,
  ...linearEvaluators,
  ...metaEvaluators,
  ...neighborEvaluators,
  ...neuralEvaluators,
  ...preprocessingEvaluators,
  ...selectionEvaluators,
  ...svmEvaluators,
  ...textEvaluators,
  ...treeEvaluators,
};
