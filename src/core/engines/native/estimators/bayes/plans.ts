/** What this family's estimators become. */
export type BayesPlan = never;
