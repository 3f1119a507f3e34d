import { isXgboostBinary } from '../../../../../formats/xgboost-document.ts';
import { type XgboostModel, readXgboostModel } from '../../../../../formats/xgboost-model.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import type { ChildTranslator } from '../../../translate/translator.ts';
import { type XgboostUse, buildXgboostPlan } from './build-xgboost-plan.ts';
import type { XgboostPlan } from './xgboost-plan.ts';

/** xgboost.sklearn.XGBRegressor and XGBRFRegressor. */
export function translateXgbRegressor(state: EstimatorState, child: ChildTranslator): XgboostPlan {
  return translateModel(state, child, {});
}

/** xgboost.sklearn.XGBRanker, which looks for a column `qid` since 2.0. */
export function translateXgbRanker(state: EstimatorState, child: ChildTranslator): XgboostPlan {
  return translateModel(state, child, { dropsQueries: true });
}

/** xgboost.sklearn.XGBClassifier and XGBRFClassifier. */
export function translateXgbClassifier(state: EstimatorState, child: ChildTranslator): XgboostPlan {
  if (state.has('_le')) throw state.refusal('which has a label encoder of XGBoost 1.5 or older');
  return translateModel(state, child, { classifier: { classCount: state.integer('n_classes_') } });
}

function translateModel(
  state: EstimatorState,
  child: ChildTranslator,
  rest: Pick<XgboostUse, 'classifier' | 'dropsQueries'>,
): XgboostPlan {
  const refuse = (reason: string): Error => state.refusal(reason);
  const model = readBooster(state, child);
  return buildXgboostPlan(model, {
    estimator: state.shortName,
    missing: readMissing(state),
    // Until 1.7 naming a predictor led to a DMatrix (XGBModel._can_use_inplace_predict).
    isMatrix: state.has('predictor') && state.string('predictor') !== 'auto',
    usesBestIteration: true,
    refuse,
    ...rest,
    dropsQueries: rest.dropsQueries === true && (model.version[0] ?? 0) >= 2,
  });
}

function readMissing(state: EstimatorState): number {
  if (!state.has('missing')) return Number.NaN;
  const [missing] = state.numbers('missing').values;
  return missing ?? Number.NaN;
}

/** The state of a pickled Booster holds what XGBoosterSerializeToBuffer wrote. */
function readBooster(state: EstimatorState, child: ChildTranslator): XgboostModel {
  if (!state.has('_Booster')) throw state.unexpected('_Booster', 'a Booster');
  const booster = child.state(state.value('_Booster') ?? null, `the booster of ${state.place}`);
  if (booster.className !== 'xgboost.core.Booster') {
    throw state.unexpected('_Booster', 'an xgboost.core.Booster');
  }
  const bytes = booster.value('handle');
  if (!(bytes instanceof Uint8Array)) throw booster.unexpected('handle', 'the bytes of a model');
  if (isXgboostBinary(bytes)) throw booster.refusal(oldFormat);
  return readXgboostModel(bytes);
}

/** The way out of the old binary format. */
export const oldFormat =
  'which is in XGBoost\'s old binary format; load it with the XGBoost that saved it, and save it again by Booster.save_model("model.ubj")';
