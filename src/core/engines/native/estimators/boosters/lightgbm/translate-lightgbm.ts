import { readLightgbmModel } from '../../../../../formats/lightgbm-model.ts';
import { isTagged } from '../../../../../formats/python-value.ts';
import { classLabels } from '../../../translate/class-labels.ts';
import { type EstimatorState, plainScalar } from '../../../translate/estimator-state.ts';
import type { ChildTranslator } from '../../../translate/translator.ts';
import { type LightgbmUse, buildLightgbmPlan } from './build-lightgbm-plan.ts';
import type { LightgbmPlan } from './lightgbm-plan.ts';

/** lightgbm.sklearn.LGBMRegressor and LGBMRanker. */
export function translateLgbmModel(state: EstimatorState, child: ChildTranslator): LightgbmPlan {
  return translateModel(state, child, {});
}

/** lightgbm.sklearn.LGBMClassifier; with an objective of the user's own it answers with scores. */
export function translateLgbmClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): LightgbmPlan {
  if (!state.has('_Booster')) throw state.unexpected('_Booster', 'a Booster');
  const hasOwnObjective = typeof state.value('_objective') !== 'string';
  if (hasOwnObjective) throw state.refusal("whose objective is a function of the user's own");
  const encoder = child.state(state.value('_le') ?? null, `the labels of ${state.place}`);
  const plan = translateModel(state, child, {
    classifier: {
      labels: classLabels(encoder, state.integer('_n_classes')),
      // The method came with the attribute, in 4.7.
      hasDecisionFunction: state.has('_fitted_with_feature_names'),
    },
  });
  const { outputCount } = plan.ensemble;
  const classCount = outputCount === 1 ? 2 : outputCount;
  if (state.integer('_n_classes') === classCount) return plan;
  throw state.refusal(
    `which has ${state.integer('_n_classes')} classes while its booster has ${classCount}`,
  );
}

function translateModel(
  state: EstimatorState,
  child: ChildTranslator,
  rest: Pick<LightgbmUse, 'classifier'>,
): LightgbmPlan {
  refuseEarlyStop(state);
  if (!state.has('_Booster')) throw state.unexpected('_Booster', 'a Booster');
  const booster = child.state(state.value('_Booster') ?? null, `the booster of ${state.place}`);
  if (booster.className !== 'lightgbm.basic.Booster') {
    throw state.unexpected('_Booster', 'a lightgbm.basic.Booster');
  }
  // Called `handle` until 3.3.
  const name = booster.has('_handle') ? '_handle' : 'handle';
  const text = booster.string(name);
  if (text === undefined) throw booster.unexpected(name, 'the text of a model');
  return buildLightgbmPlan(readLightgbmModel(Buffer.from(text)), {
    estimator: state.shortName,
    bestIteration: booster.integer('best_iteration'),
    refuse: (reason) => state.refusal(reason),
    ...rest,
  });
}

/** Parameters of prediction that stand among those of the training change the answers. */
function refuseEarlyStop(state: EstimatorState): void {
  const parameters = state.value('_other_params');
  if (!isTagged(parameters) || parameters.kind !== 'dict') return;
  for (const [key, value] of parameters.entries) {
    const isOn = ![false, 0, null].includes(plainScalar(value) as never);
    if (typeof key === 'string' && key.startsWith('pred') && isOn) {
      throw state.refusal(`whose parameter ${key} is set`);
    }
  }
}
