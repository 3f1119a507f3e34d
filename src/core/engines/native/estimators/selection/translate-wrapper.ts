import type { EstimatorState } from '../../translate/estimator-state.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import { allowsMissing } from './allows-missing.ts';
import { readSupport, selectorPlan } from './selector-plan.ts';
import type { SelectingPredictorPlan, SelectorPlan } from './plans.ts';

/** sklearn.feature_selection.RFE and RFECV; `estimator_` was fitted to what they kept. */
export function translateElimination(
  state: EstimatorState,
  child: ChildTranslator,
): SelectingPredictorPlan {
  return {
    kind: 'selecting-predictor',
    selector: translateSequentialSelector(state, child),
    estimator: child.part(state.value('estimator_') ?? null, `the estimator_ of ${state.place}`),
  };
}

/** sklearn.feature_selection.SequentialFeatureSelector. */
export function translateSequentialSelector(
  state: EstimatorState,
  child: ChildTranslator,
): SelectorPlan {
  const inner = child.state(state.value('estimator') ?? null, `the estimator of ${state.place}`);
  return selectorPlan(state, readSupport(state), allowsMissing(state, inner));
}
