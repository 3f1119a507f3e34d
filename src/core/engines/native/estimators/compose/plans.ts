import type { EstimatorPlan } from '../../plan.ts';

/** sklearn.pipeline.Pipeline: parts one after the other; the last one answers. */
export interface PipelinePlan {
  readonly kind: 'pipeline';
  /** Each has `transform`; steps that do nothing are left out. */
  readonly steps: readonly EstimatorPlan[];
  readonly last: EstimatorPlan;
}

/** What this family's estimators become. */
export type ComposePlan = PipelinePlan;
