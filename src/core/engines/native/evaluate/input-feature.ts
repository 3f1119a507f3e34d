import type { ScalarType } from '../../../model/signature.ts';
import type { InputRules } from '../rows/input-rules.ts';

/** One feature of a model's input, as the model's own state describes it. */
export interface InputFeature {
  /** The name that it had when the model was fitted to a frame. */
  readonly name?: string;
  readonly type: ScalarType;
  /** A value that the model takes: a category that it knows, else a plain number. */
  readonly example: string | number | boolean;
}

/** The features of an estimator that takes numbers only. */
export function numericFeatures(rules: InputRules): readonly InputFeature[] {
  return Array.from({ length: rules.featureCount }, (_, index): InputFeature => {
    const name = rules.featureNames?.[index];
    return { type: 'double', example: 0.5, ...(name !== undefined && { name }) };
  });
}
