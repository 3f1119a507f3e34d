/** The methods of an estimator that a pyfunc model may be asked for (`predict_fn` in MLmodel). */
export const predictMethods = [
  'predict',
  'predict_proba',
  'predict_log_proba',
  'decision_function',
  'score_samples',
  'transform',
] as const;

/** One of {@link predictMethods}. */
export type PredictMethod = (typeof predictMethods)[number];
