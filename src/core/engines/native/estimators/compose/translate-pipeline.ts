import { type PythonValue, isTagged } from '../../../../formats/python-value.ts';
import { UnsupportedFlavorError } from '../../../../errors.ts';
import type { EstimatorPlan } from '../../plan.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import type { FeatureUnionPlan, ParallelPart, PipelinePlan } from './plans.ts';
import { readNamedParts, readWeights } from './read-steps.ts';

/** Modules of imbalanced-learn whose classes only draw rows while a model is fitted. */
const samplerModules =
  /^imblearn\.(over_sampling|under_sampling|combine|base|keras|tensorflow)(\.|$)/;

/**
 * sklearn.pipeline.Pipeline and imblearn.pipeline.Pipeline. Steps that are None or "passthrough"
 * do nothing, and neither do samplers once a model is fitted.
 */
export function translatePipeline(state: EstimatorState, child: ChildTranslator): PipelinePlan {
  const steps = readNamedParts(state, 'steps');
  const last = steps.pop();
  if (!last) throw state.refusal('which has no steps');
  if (isSampler(last.estimator))
    throw state.refusal('whose last step draws rows and predicts nothing');
  return {
    kind: 'pipeline',
    steps: steps
      .filter(({ estimator }) => !isPassThrough(estimator) && !isSampler(estimator))
      .map(({ name, estimator }) => child.transformer(estimator, `step "${name}"`)),
    last: translateLast(last.estimator, child, `step "${last.name}"`),
  };
}

function translateLast(
  estimator: PythonValue,
  child: ChildTranslator,
  place: string,
): EstimatorPlan {
  return isPassThrough(estimator) ? { kind: 'pass-through' } : child.part(estimator, place);
}

/** True for what stands for a part that does nothing. */
function isPassThrough(estimator: PythonValue): boolean {
  return estimator === null || estimator === 'passthrough';
}

function isSampler(estimator: PythonValue): boolean {
  return (
    isTagged(estimator) && estimator.kind === 'object' && samplerModules.test(estimator.module)
  );
}

/** sklearn.pipeline.FeatureUnion: parts that all get the same rows. */
export function translateFeatureUnion(
  state: EstimatorState,
  child: ChildTranslator,
): FeatureUnionPlan {
  const weights = readWeights(state);
  const parts = readNamedParts(state, 'transformer_list')
    .filter(({ estimator }) => estimator !== null && estimator !== 'drop')
    .map(({ name, estimator }): ParallelPart => {
      const weight = weights.get(name);
      const plan = translateTransformer(estimator, child, `transformer "${name}"`);
      return { name, plan, ...(weight !== undefined && { weight }) };
    });
  return { kind: 'feature-union', parts };
}

/** A part that must transform; "passthrough" is one that does nothing. */
export function translateTransformer(
  estimator: PythonValue,
  child: ChildTranslator,
  place: string,
): EstimatorPlan {
  if (estimator === 'passthrough') return { kind: 'pass-through' };
  if (typeof estimator === 'string') {
    throw new UnsupportedFlavorError(
      `The native engine cannot run this model: ${place} is "${estimator.slice(0, 60)}", not an estimator.`,
    );
  }
  return child.transformer(estimator, place);
}
