import type { ColumnName } from '../data/table.ts';

/**
 * Looks up the columns or tensors of a signature by name; the first of a name counts. Made once for
 * a request: looking through all of them for each of its columns takes the square of their number.
 */
export function specsByName<T extends { readonly name?: ColumnName }>(
  specs: readonly T[],
): ReadonlyMap<ColumnName | undefined, T> {
  const byName = new Map<ColumnName | undefined, T>();
  for (const spec of specs) if (!byName.has(spec.name)) byName.set(spec.name, spec);
  return byName;
}
