import type { EstimatorState } from '../../../translate/estimator-state.ts';

/**
 * Of each class of a bag's member its place among all classes. Bags encode labels as 0, 1, 2, …
 * before they fit, and a sample may lack some of them.
 */
export function readMemberClasses(member: EstimatorState, classCount: number): readonly number[] {
  // Pipelines and searches have no classes_ of their own; members with all classes need none.
  if (!member.has('classes_')) return Array.from({ length: classCount }, (_, place) => place);
  const { values, shape } = member.numbers('classes_');
  const places = Array.from(values);
  const isSound = places.every(
    (place, at) => Number.isInteger(place) && place > (places[at - 1] ?? -1) && place < classCount,
  );
  if (shape.length === 1 && places.length > 0 && isSound) return places;
  throw member.unexpected('classes_', `rising integers below ${classCount}`);
}
