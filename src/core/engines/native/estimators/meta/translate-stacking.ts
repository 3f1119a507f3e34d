import { asItems } from '../../../../formats/resolve-python.ts';
import { type PredictMethod, predictMethods } from '../../methods.ts';
import { classLabels } from '../../translate/class-labels.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import type { StackingPlan } from './plans.ts';
import { translateAttribute, translateMembers } from './translate-members.ts';

/** sklearn.ensemble.StackingClassifier of one target. */
export function translateStackingClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): StackingPlan {
  if (asItems(state.value('classes_'))) {
    throw state.refusal('which was fitted on several targets at once');
  }
  const labels = classLabels(state, state.array('classes_').shape[0] ?? 0);
  return { ...translateStackingRegressor(state, child), labels };
}

/** sklearn.ensemble.StackingRegressor. */
export function translateStackingRegressor(
  state: EstimatorState,
  child: ChildTranslator,
): StackingPlan {
  const parts = translateMembers(state, child);
  const methods = state.items('stack_method_').map(plainScalar);
  if (methods.length !== parts.length) {
    throw state.unexpected('stack_method_', `a method for each of ${parts.length} estimators`);
  }
  const members = parts.map((part, at) => {
    const method = methods[at];
    const known = predictMethods.find((name) => name === method);
    if (known && child.methodsOf(part).includes(known)) return { part, method: known };
    throw state.refusal(
      `whose estimator ${at} has no method "${typeof method === 'string' ? method : ''}"`,
    );
  });
  const final = translateAttribute(state, 'final_estimator_', child);
  const needed: PredictMethod = 'predict';
  if (!child.methodsOf(final).includes(needed)) {
    throw state.refusal('whose final estimator cannot predict');
  }
  return {
    kind: 'stacking',
    estimator: state.shortName,
    members,
    isPassThrough: state.boolean('passthrough'),
    final,
  };
}
