import type { BayesPlan } from './estimators/bayes/plans.ts';
import type { BoosterPlan } from './estimators/boosters/plans.ts';
import type { ClusterPlan } from './estimators/clusters/plans.ts';
import type { ComposePlan } from './estimators/compose/plans.ts';
import type { DecompositionPlan } from './estimators/decomposition/plans.ts';
import type { DummyPlan } from './estimators/dummy/plans.ts';
import type { EncoderPlan } from './estimators/encoders/plans.ts';
import type { GaussianProcessPlan } from './estimators/gaussian-process/plans.ts';
import type { ImputationPlan } from './estimators/imputation/plans.ts';
import type { LinearPlan } from './estimators/linear/plans.ts';
import type { MetaPlan } from './estimators/meta/plans.ts';
import type { NeighborPlan } from './estimators/neighbors/plans.ts';
import type { NeuralPlan } from './estimators/neural/plans.ts';
import type { PreprocessingPlan } from './estimators/preprocessing/plans.ts';
import type { SelectionPlan } from './estimators/selection/plans.ts';
import type { SvmPlan } from './estimators/svm/plans.ts';
import type { TextPlan } from './estimators/text/plans.ts';
import type { TreePlan } from './estimators/trees/plans.ts';
import type { PredictMethod } from './methods.ts';

/**
 * One part of a model, translated: plain data that can be sent to other threads. Each family of
 * estimators declares its own kinds in `estimators/<family>/plans.ts`.
 */
export type EstimatorPlan =
  | BayesPlan
  | BoosterPlan
  | ClusterPlan
  | ComposePlan
  | DecompositionPlan
  | DummyPlan
  | EncoderPlan
  | GaussianProcessPlan
  | ImputationPlan
  | LinearPlan
  | MetaPlan
  | NeighborPlan
  | NeuralPlan
  | PreprocessingPlan
  | SelectionPlan
  | SvmPlan
  | TextPlan
  | TreePlan;

/**
 * A model ready to be evaluated: plain data that can be sent to other threads, with its large
 * arrays in shared memory so that all threads use one copy.
 */
export interface Plan {
  readonly root: EstimatorPlan;
  readonly method: PredictMethod;
  /** Every part by name, for people: `Pipeline`, `StandardScaler`, … */
  readonly parts: readonly string[];
  /** About how many steps one row costs; decides when other threads are worth the way. */
  readonly rowCost: number;
  /** True where a part's answer depends on all rows that come together: they are not cut up. */
  readonly keepsRowsTogether?: true;
}
