import { type PredictMethod, predictMethods } from '../../methods.ts';
import { type EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import type { DelegatePlan } from './plans.ts';
import { looseRules, translateAttribute } from './translate-members.ts';

/** GridSearchCV, RandomizedSearchCV and the halving searches: the estimator that was found best. */
export function translateSearch(state: EstimatorState, child: ChildTranslator): DelegatePlan {
  if (!state.has('best_estimator_')) {
    throw state.refusal(
      state.has('cv_results_')
        ? 'which was fitted with refit=False and so has no best estimator to predict with; fit it with refit=True'
        : 'which has no best_estimator_: it was saved before it was fitted',
    );
  }
  const part = translateAttribute(state, 'best_estimator_', child);
  const isOld = !isAtLeast(state.version, 0, 24);
  const methods = child.methodsOf(part).filter((method) => method !== 'score_samples' || !isOld);
  return { kind: 'delegate', part, methods };
}

/** sklearn.frozen.FrozenEstimator: all that its estimator has. */
export function translateFrozen(state: EstimatorState, child: ChildTranslator): DelegatePlan {
  const part = translateAttribute(state, 'estimator', child);
  return {
    kind: 'delegate',
    part,
    methods: predictMethods.filter((name) => child.methodsOf(part).includes(name)),
  };
}

const selfTrainingMethods: readonly PredictMethod[] = [
  'predict',
  'predict_proba',
  'predict_log_proba',
  'decision_function',
];

/** sklearn.semi_supervised.SelfTrainingClassifier; its estimator was base_estimator_ until 1.5. */
export function translateSelfTraining(state: EstimatorState, child: ChildTranslator): DelegatePlan {
  const name = isAtLeast(state.version, 1, 6) ? 'estimator_' : 'base_estimator_';
  const part = translateAttribute(state, name, child);
  const rules = isAtLeast(state.version, 1, 0) ? looseRules(state) : undefined;
  return {
    kind: 'delegate',
    part,
    methods: selfTrainingMethods.filter((method) => child.methodsOf(part).includes(method)),
    ...(rules && { rules }),
  };
}
