import { type PythonValue, isTagged } from '../../../../formats/python-value.ts';
import { asEntries } from '../../../../formats/resolve-python.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import type { ThresholdPlan } from './plans.ts';
import {
  classesOf,
  comparable,
  innerState,
  labelList,
  translateAttribute,
} from './translate-members.ts';

/** sklearn.model_selection.FixedThresholdClassifier (1.5 and newer). */
export function translateFixedThreshold(
  state: EstimatorState,
  child: ChildTranslator,
): ThresholdPlan {
  const plan = translateThreshold(state, child, state.scalar('pos_label'));
  const threshold = state.scalar('threshold');
  if (threshold === 'auto')
    return { ...plan, threshold: plan.method === 'predict_proba' ? 0.5 : 0 };
  if (typeof threshold !== 'number') throw state.unexpected('threshold', 'a number or "auto"');
  return { ...plan, threshold };
}

/** sklearn.model_selection.TunedThresholdClassifierCV (1.5 and newer). */
export function translateTunedThreshold(
  state: EstimatorState,
  child: ChildTranslator,
): ThresholdPlan {
  const plan = translateThreshold(state, child, scorerLabel(state));
  return { ...plan, threshold: state.number('best_threshold_') };
}

function translateThreshold(
  state: EstimatorState,
  child: ChildTranslator,
  positiveLabel: PythonValue,
): ThresholdPlan {
  const name = state.has('estimator_') ? 'estimator_' : 'estimator';
  const part = translateAttribute(state, name, child);
  const methods = child.methodsOf(part);
  const asked = state.string('response_method') ?? '';
  const method = (['predict_proba', 'decision_function'] as const).find(
    (one) => (asked === 'auto' || asked === one) && methods.includes(one),
  );
  if (!method) throw state.refusal(`whose estimator has no response_method "${asked}"`);
  const labels = classesOf(state.value(name) ?? null, `${name} of ${state.place}`, child);
  if (labels.values.length !== 2) {
    throw state.refusal(`whose estimator has ${labels.values.length} classes`);
  }
  const positive =
    positiveLabel === null ? 1 : labelList(labels).indexOf(comparable(positiveLabel));
  if (positive < 0) throw state.refusal('whose pos_label is none of its classes');
  return { kind: 'threshold', part, method, threshold: 0, positive, labels };
}

/** Scores of sklearn.metrics whose parameter pos_label is 1 when it is not given. */
const scoresOfOne: ReadonlySet<string> = new Set([
  'f1_score',
  'fbeta_score',
  'precision_score',
  'recall_score',
  'jaccard_score',
]);
/** Scores of sklearn.metrics that have no parameter pos_label. */
const scoresOfAll: ReadonlySet<string> = new Set([
  'accuracy_score',
  'balanced_accuracy_score',
  'matthews_corrcoef',
  'cohen_kappa_score',
]);

/** sklearn.metrics._scorer._BaseScorer._get_pos_label of the scorer that the threshold was tuned by. */
function scorerLabel(state: EstimatorState): PythonValue {
  const scorer = innerState(state, state.value('_curve_scorer'), '_curve_scorer');
  const given = asEntries(scorer.value('_kwargs'))?.find(([key]) => key === 'pos_label');
  if (given) return plainScalar(given[1]);
  const score = scorer.value('_score_func');
  const isGlobal = isTagged(score) && score.kind === 'global';
  if (isGlobal && score.module.startsWith('sklearn.metrics.')) {
    if (scoresOfOne.has(score.name)) return 1;
    if (scoresOfAll.has(score.name)) return null;
  }
  throw state.refusal('whose threshold was tuned by a score that is not known');
}
