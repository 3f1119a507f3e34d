/** What this family's estimators become. */
export type EncoderPlan = never;
