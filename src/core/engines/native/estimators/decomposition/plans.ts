/** What this family's estimators become. */
export type DecompositionPlan = never;
