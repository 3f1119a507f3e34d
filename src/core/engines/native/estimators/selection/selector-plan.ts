import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';
import { sharedIntegers } from '../../shared-memory.ts';
import type { SelectorPlan } from './plans.ts';

/**
 * The plan of any selector (sklearn.feature_selection.SelectorMixin) from its choice. A selector
 * that allows missing values takes infinities as well.
 */
export function selectorPlan(
  state: EstimatorState,
  isKept: readonly boolean[],
  allowsNaN: boolean,
): SelectorPlan {
  if (isKept.length === 0) throw state.refusal('which has no features to choose from');
  const indices = isKept.flatMap((kept, feature) => (kept ? [feature] : []));
  return {
    kind: 'selector',
    rules: inputRules(state, isKept.length, {
      allowsNaN,
      allowsInfinity: allowsNaN,
      conversion: 'numeric',
    }),
    indices: sharedIntegers(indices),
    widensNothing: !isAtLeast(state.version, 1, 1),
    joinsBooleans: isAtLeast(state.version, 1, 1),
  };
}

/** The attribute `support_`: True for each feature that was kept. */
export function readSupport(state: EstimatorState): boolean[] {
  const array = state.array('support_');
  if (array.dtype !== 'bool' || array.shape.length !== 1) {
    throw state.unexpected('support_', 'a list of booleans');
  }
  return Array.from(array.values, (value) => value === 1);
}
