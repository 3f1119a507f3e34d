/** What an estimator demands of its input (sklearn.utils.validation.validate_data). */
export interface InputRules {
  /** The class, for messages: `LogisticRegression`. */
  readonly estimator: string;
  readonly featureCount: number;
  /** Names seen when the model was fitted, which a frame must have in this order. */
  readonly featureNames?: readonly string[];
  readonly allowsNaN: boolean;
  /** True where infinities pass too (`force_all_finite=False`). */
  readonly allowsInfinity?: boolean;
  /** Until 1.0 booleans alone in a frame became float64, and beside numbers objects. */
  readonly widensBooleans?: true;
  /** In 0.24 and 1.0 an array of texts was cast where `numeric` is asked for. */
  readonly castsTexts?: true;
  /**
   * The dtype that check_array is asked for: `numeric` takes any number as it is, `float` keeps
   * float32 and makes float64 of everything else, `float64` and `float32` cast.
   */
  readonly conversion: 'numeric' | 'float' | 'float64' | 'float32';
}
