/** What this family's estimators become. */
export type SelectionPlan = never;
