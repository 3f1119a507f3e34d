import { type PythonValue, isTagged } from '../../../../formats/python-value.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import type { PipelinePlan } from './plans.ts';

/** sklearn.pipeline.Pipeline; steps that are None or "passthrough" do nothing. */
export function translatePipeline(state: EstimatorState, child: ChildTranslator): PipelinePlan {
  const steps = state.items('steps').map((step) => readStep(state, step));
  const last = steps.pop();
  if (!last || isPassThrough(last.estimator)) {
    throw state.refusal('whose last step predicts nothing');
  }
  return {
    kind: 'pipeline',
    steps: steps
      .filter(({ estimator }) => !isPassThrough(estimator))
      .map(({ name, estimator }) => child.transformer(estimator, `step "${name}"`)),
    last: child.part(last.estimator, `step "${last.name}"`),
  };
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
