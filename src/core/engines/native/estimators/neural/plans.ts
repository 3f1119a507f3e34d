/** What this family's estimators become. */
export type NeuralPlan = never;
