/** What this family's estimators become. */
export type SvmPlan = never;
