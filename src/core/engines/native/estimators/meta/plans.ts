/** What this family's estimators become. */
export type MetaPlan = never;
