/** What this family's estimators become. */
export type ImputationPlan = never;
