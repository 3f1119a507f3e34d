/** What this family's estimators become. */
export type BoosterPlan = never;
