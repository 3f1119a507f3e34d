import { type InputFeature, numericFeatures } from '../../../evaluate/input-feature.ts';
import type { BoostedScores } from '../plans.ts';

/** The features of a boosted model: those with categories of texts are texts. */
export function histFeatures({ rules, categories }: BoostedScores): readonly InputFeature[] {
  return numericFeatures(rules).map((feature, column): InputFeature => {
    const code = categories?.codes?.[column];
    const [example] = code?.codes.keys() ?? [];
    const [known] = categories?.known[column] ?? [];
    if (example !== undefined) {
      return { ...feature, type: typeof example === 'string' ? 'string' : 'double', example };
    }
    return known === undefined ? feature : { ...feature, example: known };
  });
}
