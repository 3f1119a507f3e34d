import type { CatboostPlan } from './catboost/catboost-plan.ts';
import type { LightgbmPlan } from './lightgbm/lightgbm-plan.ts';
import type { XgboostPlan } from './xgboost/xgboost-plan.ts';

/** What this family's estimators become. */
export type BoosterPlan = CatboostPlan | LightgbmPlan | XgboostPlan;
