import { type PythonValue, isTagged } from '../../../formats/python-value.ts';
import type { EstimatorPlan, PipelinePlan, PredictorPlan, TransformerPlan } from '../plan.ts';
import type { EstimatorState } from './estimator-state.ts';
import type { TranslateChild } from './translator.ts';

/** sklearn.pipeline.Pipeline; steps that are None or "passthrough" do nothing. */
export function translatePipeline(
  state: EstimatorState,
  translateChild: TranslateChild,
): PipelinePlan {
  const steps = state.items('steps').map((step) => readStep(state, step));
  const last = steps.pop();
  if (!last || isPassThrough(last.estimator)) {
    throw state.refusal('whose last step predicts nothing');
  }
  const transformers = steps
    .filter(({ estimator }) => !isPassThrough(estimator))
    .map(({ name, estimator }) => {
      const plan = translateChild(estimator, `step "${name}"`);
      if (isTransformer(plan)) return plan;
      throw state.refusal(`whose step "${name}" stands before the end but cannot transform`);
    });
  const predictor = translateChild(last.estimator, `step "${last.name}"`);
  if (!isPredictor(predictor)) {
    throw state.refusal(`whose last step "${last.name}" is a transformer that cannot predict`);
  }
  return { kind: 'pipeline', transformers, predictor };
}

/** True for plans that turn features into features. */
function isTransformer(plan: EstimatorPlan): plan is TransformerPlan {
  return plan.kind === 'standard-scaler';
}

/** True for plans that predict. */
export function isPredictor(plan: EstimatorPlan): plan is PredictorPlan {
  return !isTransformer(plan);
}

function readStep(
  state: EstimatorState,
  step: PythonValue,
): { name: string; estimator: PythonValue } {
  const [name, estimator] = isTagged(step) && step.kind === 'tuple' ? step.items : [];
  if (typeof name !== 'string' || estimator === undefined) {
    throw state.unexpected('steps', 'a list of pairs of name and estimator');
  }
  return { name, estimator };
}

function isPassThrough(estimator: PythonValue): boolean {
  return estimator === null || estimator === 'passthrough';
}
