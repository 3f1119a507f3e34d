import { UnsupportedFlavorError } from '../../../../../errors.ts';
import { XgboostNode, isXgboostBinary } from '../../../../../formats/xgboost-document.ts';
import { type XgboostModel, readXgboostModel } from '../../../../../formats/xgboost-model.ts';
import { type XgboostUse, buildXgboostPlan } from './build-xgboost-plan.ts';
import { oldFormat } from './translate-xgboost.ts';
import type { XgboostPlan } from './xgboost-plan.ts';

const booster = 'xgboost.core.Booster';
const classifiers: ReadonlySet<string> = new Set([
  'xgboost.sklearn.XGBClassifier',
  'xgboost.sklearn.XGBRFClassifier',
]);
const others: ReadonlySet<string> = new Set([
  'xgboost.sklearn.XGBRegressor',
  'xgboost.sklearn.XGBRFRegressor',
  'xgboost.sklearn.XGBRanker',
]);

/**
 * Plans what `load_model` of the given class makes of a file that `save_model` wrote: a Booster, or
 * one of the scikit-learn classes with the attributes that the file keeps of it. Throws FormatError
 * for a broken file and UnsupportedFlavorError for what is not run.
 */
export function xgboostFilePlan(bytes: Uint8Array, modelClass = booster): XgboostPlan {
  const refuse = (reason: string): UnsupportedFlavorError =>
    new UnsupportedFlavorError(
      `The native engine cannot run this model: the model is ${modelClass}, ${reason}.`,
    );
  const isClassifier = classifiers.has(modelClass);
  if (modelClass !== booster && !isClassifier && !others.has(modelClass)) {
    throw refuse('which it does not know');
  }
  if (isXgboostBinary(bytes)) throw refuse(oldFormat);
  const model = readXgboostModel(bytes);
  const estimator = modelClass.slice(modelClass.lastIndexOf('.') + 1);
  const isBooster = modelClass === booster;
  return buildXgboostPlan(model, {
    estimator,
    ...keptAttributes(model, { isBooster, isClassifier }),
    isMatrix: isBooster,
    usesBestIteration: !isBooster,
    dropsQueries: estimator === 'XGBRanker' && (model.version[0] ?? 0) >= 2,
    refuse,
  });
}

/**
 * Until 1.7 the file kept the attributes of the scikit-learn class as JSON beside the model; since
 * 2.0 the classes ask the booster, and `missing` is NaN again (XGBModel.load_model).
 */
function keptAttributes(
  model: XgboostModel,
  { isBooster, isClassifier }: { readonly isBooster: boolean; readonly isClassifier: boolean },
): Pick<XgboostUse, 'missing' | 'classifier'> {
  const text = model.attributes.get('scikit_learn');
  const isOld = !isBooster && model.version[0] === 1 && text !== undefined;
  const kept = isOld ? XgboostNode.parse(text) : undefined;
  const missing = kept?.has('missing') ? kept.get('missing').number() : Number.NaN;
  if (!isClassifier) return { missing };
  const classCount = kept?.has('n_classes_')
    ? kept.get('n_classes_').integer()
    : Math.max(2, model.classCount);
  return { missing, classifier: { classCount } };
}
