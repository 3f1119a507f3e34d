import type { CatboostPlan } from './catboost-plan.ts';
import type { LightgbmPlan } from './lightgbm-plan.ts';
import type { XgboostPlan } from './xgboost-plan.ts';

/** What this family's estimators become. */
export type BoosterPlan = CatboostPlan | LightgbmPlan | XgboostPlan;
