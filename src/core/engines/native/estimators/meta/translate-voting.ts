import { asItems } from '../../../../formats/resolve-python.ts';
import { classLabels } from '../../translate/class-labels.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import type { VotingClassifierPlan, VotingRegressorPlan } from './plans.ts';
import { numberList, translateMembers } from './translate-members.ts';

/** sklearn.ensemble.VotingClassifier: its members predict the numbers of its classes. */
export function translateVotingClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): VotingClassifierPlan {
  const voting = state.string('voting') ?? '';
  if (voting !== 'hard' && voting !== 'soft') {
    throw state.refusal(`whose parameter voting is "${voting}"`);
  }
  const isSoft = voting === 'soft';
  const members = translateMembers(state, child);
  const needed = isSoft ? 'predict_proba' : 'predict';
  if (!members.every((member) => child.methodsOf(member).includes(needed))) {
    throw state.refusal(`which needs ${needed} of all its estimators`);
  }
  const weights = readWeights(state, members.length);
  const labels = classLabels(state, state.array('classes_').shape[0] ?? 0);
  return {
    kind: 'voting-classifier',
    members,
    ...(weights && { weights }),
    isSoft,
    canTransform: !isSoft || state.boolean('flatten_transform'),
    labels,
  };
}

/** sklearn.ensemble.VotingRegressor. */
export function translateVotingRegressor(
  state: EstimatorState,
  child: ChildTranslator,
): VotingRegressorPlan {
  const members = translateMembers(state, child);
  const weights = readWeights(state, members.length);
  return { kind: 'voting-regressor', members, ...(weights && { weights }) };
}

/** The weights of those members that were not dropped (_BaseVoting._weights_not_none). */
function readWeights(state: EstimatorState, count: number): number[] | undefined {
  const all = numberList(state, 'weights');
  if (!all) return undefined;
  const kept = state.items('estimators').map((pair) => {
    const part = asItems(pair)?.[1] ?? null;
    return part !== null && part !== 'drop';
  });
  const weights = all.filter((_, at) => kept[at]);
  if (kept.length !== all.length || weights.length !== count) {
    throw state.unexpected('weights', `a number for each of ${kept.length} estimators`);
  }
  return weights;
}
