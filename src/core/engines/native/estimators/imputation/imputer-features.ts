import { type InputFeature, numericFeatures } from '../../evaluate/input-feature.ts';
import type { SimpleImputerPlan } from './plans.ts';

/** The features of an imputer: texts where texts fill the gaps. */
export function imputerFeatures(plan: SimpleImputerPlan): readonly InputFeature[] {
  const texts = new Map([...plan.kept].map((feature, at) => [feature, plan.fills[at]]));
  return numericFeatures(plan.rules).map((feature, index): InputFeature => {
    const fill = texts.get(index);
    return typeof fill === 'string' ? { ...feature, type: 'string', example: fill } : feature;
  });
}
