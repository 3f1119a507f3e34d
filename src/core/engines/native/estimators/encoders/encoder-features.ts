import type { ScalarType } from '../../../../model/signature.ts';
import type { InputFeature } from '../../evaluate/input-feature.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type { CategoryTable } from './category-table.ts';

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
