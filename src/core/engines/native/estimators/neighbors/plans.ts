/** What this family's estimators become. */
export type NeighborPlan = never;
