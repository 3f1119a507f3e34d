import type { EstimatorPlan } from '../../plan.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import type { InvertiblePlan, TransformedTargetPlan } from './plans.ts';

/** sklearn.compose.TransformedTargetRegressor, with the transformers that can be undone here. */
export function translateTransformedTarget(
  state: EstimatorState,
  child: ChildTranslator,
): TransformedTargetPlan {
  const place = `the transformer of ${state.place}`;
  const transformer = child.transformer(state.value('transformer_') ?? null, place);
  if (!isInvertible(transformer)) {
    throw state.refusal('whose transformer is of a kind that the engine cannot undo');
  }
  const regressor = child.part(
    state.value('regressor_') ?? null,
    `the regressor of ${state.place}`,
  );
  if (!child.methodsOf(regressor).includes('predict')) {
    throw state.refusal('whose regressor cannot predict');
  }
  const dimensions = state.integer('_training_dim');
  return { kind: 'transformed-target', regressor, transformer, isFlat: dimensions === 1 };
}

const kinds: ReadonlySet<string> = new Set<InvertiblePlan['kind']>([
  'column-scaler',
  'power',
  'quantile',
  'ufunc',
  'pass-through',
]);

function isInvertible(plan: EstimatorPlan): plan is InvertiblePlan {
  return kinds.has(plan.kind);
}
