import { type CategorySets, nodeFlags } from './tree-ensemble.ts';

/** Largest magnitude that LightGBM takes for zero (kZeroThreshold in include/LightGBM/meta.h). */
const zeroThreshold = 1.0000000180025095e-35;

/** How nodes look at a feature; those that look at it alike share one column of split values. */
export interface SplitRule {
  readonly feature: number;
  /** nodeFlags added up. */
  readonly flags: number;
  /** The number of the set of categories, for categorical nodes; else 0. */
  readonly set: number;
}

/**
 * A feature's value brought to the one comparison `value <= threshold`: -Infinity for what goes to
 * the left whatever the threshold is, NaN for what goes to the right. Categorical nodes know
 * nothing else, so that any threshold serves for them.
 */
export function splitValue(
  value: number,
  { flags, set }: SplitRule,
  categories: CategorySets | undefined,
): number {
  if (flags === 0) return value;
  const isZero = (flags & nodeFlags.zeroIsMissing) !== 0 && Math.abs(value) <= zeroThreshold;
  if (value !== value || isZero) return leftIf((flags & nodeFlags.missingLeft) !== 0);
  if ((flags & nodeFlags.categorical) === 0) return value;
  return leftIf(categories !== undefined && isInSet(categories, set, Math.trunc(value)));
}

function leftIf(isLeft: boolean): number {
  return isLeft ? Number.NEGATIVE_INFINITY : Number.NaN;
}

function isInSet({ starts, words }: CategorySets, set: number, category: number): boolean {
  const start = starts[set] as number;
  const length = (starts[set + 1] as number) - start;
  if (!(category >= 0 && category < length * 32)) return false;
  return (((words[start + (category >>> 5)] as number) >>> (category & 31)) & 1) === 1;
}
