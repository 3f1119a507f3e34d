import type { ScalarType } from '../../../../model/signature.ts';
import type { InputFeature } from '../../evaluate/input-feature.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type { CategoryTable } from './category-table.ts';
import type { CategoryEncoderPlan } from './plans.ts';

/** The features of an encoder: each takes the type of its categories, and the first as example. */
export function encoderFeatures(
  rules: InputRules,
  tables: readonly CategoryTable[],
): readonly InputFeature[] {
  return tables.map((table, index): InputFeature => {
    const name = rules.featureNames?.[index];
    return { ...exampleOf(table), ...(name !== undefined && { name }) };
  });
}

/** The features of an encoder of category_encoders; those that it passes on count as numbers. */
export function categoryEncoderFeatures({
  featureNames,
  features,
}: CategoryEncoderPlan): readonly InputFeature[] {
  const encoded = new Map(features.map((feature) => [feature.name, feature]));
  return featureNames.map((label): InputFeature => {
    const [category] = encoded.get(label)?.places.keys() ?? [];
    const name = typeof label === 'string' && { name: label };
    return typeof category === 'string'
      ? { type: 'string', example: category, ...name }
      : { type: 'double', example: Number(category ?? 0.5), ...name };
  });
}

function exampleOf({ examples }: CategoryTable): {
  type: ScalarType;
  example: string | number | boolean;
} {
  const example = examples.find((category) => category !== null && !Number.isNaN(category));
  if (typeof example === 'boolean') return { type: 'boolean', example };
  if (typeof example === 'bigint') return { type: 'long', example: Number(example) };
  if (typeof example === 'number') return { type: 'double', example };
  return { type: 'string', example: example ?? '' };
}
