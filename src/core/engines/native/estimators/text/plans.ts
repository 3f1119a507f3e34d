/** What this family's estimators become. */
export type TextPlan = never;
