import type { FoundWithin } from './search/neighborhood.ts';

/**
 * One over each distance; where a point is met, those that are met count alone (_get_weights for
 * neighborhoods of different sizes: unlike for those of one size, a distance so small that one
 * over it is infinite is not met).
 */
export function weighWithin({ distances, isFloat32 }: FoundWithin): Float64Array {
  if (isMet(distances)) return distances.map((distance) => Number(distance === 0));
  return distances.map((distance) => (isFloat32 ? Math.fround(1 / distance) : 1 / distance));
}

/** Whether a point is at no distance. */
export function isMet(distances: Float64Array): boolean {
  return distances.includes(0);
}
