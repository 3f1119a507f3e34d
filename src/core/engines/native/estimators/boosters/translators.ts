import type { Translators } from '../../translate/translator.ts';
import { translateLgbmClassifier, translateLgbmModel } from './lightgbm/translate-lightgbm.ts';
import {
  translateXgbClassifier,
  translateXgbRanker,
  translateXgbRegressor,
} from './xgboost/translate-xgboost.ts';
import { translateCatboost } from './catboost/translate-catboost.ts';

/** Every estimator of this family, by its public name. */
export const boosterTranslators: Translators = {
  'catboost.core.CatBoost': translateCatboost,
  'catboost.core.CatBoostClassifier': translateCatboost,
  'catboost.core.CatBoostRanker': translateCatboost,
  'catboost.core.CatBoostRegressor': translateCatboost,
  'lightgbm.sklearn.LGBMClassifier': translateLgbmClassifier,
  'lightgbm.sklearn.LGBMRanker': translateLgbmModel,
  'lightgbm.sklearn.LGBMRegressor': translateLgbmModel,
  'xgboost.sklearn.XGBClassifier': translateXgbClassifier,
  'xgboost.sklearn.XGBRanker': translateXgbRanker,
  'xgboost.sklearn.XGBRegressor': translateXgbRegressor,
  'xgboost.sklearn.XGBRFClassifier': translateXgbClassifier,
  'xgboost.sklearn.XGBRFRegressor': translateXgbRegressor,
};
