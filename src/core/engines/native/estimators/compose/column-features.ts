import type { InputFeature } from '../../evaluate/input-feature.ts';
import type { Parts } from '../../evaluate/evaluator.ts';
import type { ColumnTransformerPlan } from './plans.ts';

/**
 * The features of a ColumnTransformer: those of its parts at their places. What no part tells
 * about, such as a column that is dropped or passed on, counts as a number.
 */
export function columnFeatures(
  plan: ColumnTransformerPlan,
  { featuresOf }: Parts,
): readonly InputFeature[] {
  const found = new Map<number, InputFeature>();
  for (const part of plan.parts) {
    const features = featuresOf(part.plan) ?? [];
    part.columns.positions.forEach((position, at) => {
      const feature = features[at];
      if (feature && !found.has(position)) found.set(position, feature);
    });
  }
  return Array.from({ length: plan.featureCount }, (_, position): InputFeature => {
    const name = plan.featureNames?.[position];
    const { type, example } = found.get(position) ?? { type: 'double', example: 0.5 };
    return { type, example, ...(name !== undefined && { name }) };
  });
}
