/** What this family's estimators become. */
export type ClusterPlan = never;
