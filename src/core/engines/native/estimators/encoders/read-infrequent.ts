import type { PythonValue } from '../../../../formats/python-value.ts';
import { asArray, asItems } from '../../../../formats/resolve-python.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import type { CategoryTable } from './category-table.ts';

/** How the rare categories of one feature are grouped. */
export interface InfrequentGroup {
  /** What each category becomes by its place. */
  readonly groups: readonly number[];
  /** The place of the first rare category, which values that are no category are taken for. */
  readonly first: number;
}

/**
 * `_default_to_infrequent_mappings` and `_infrequent_indices` (1.1 and later): undefined for a
 * feature without rare categories. OrdinalEncoder leaves a missing value out of its groups.
 */
export function readInfrequent(
  state: EstimatorState,
  tables: readonly CategoryTable[],
): readonly (InfrequentGroup | undefined)[] {
  const isEnabled = state.has('_infrequent_enabled') && state.boolean('_infrequent_enabled');
  if (!isEnabled) return tables.map(() => undefined);
  const mappings = state.items('_default_to_infrequent_mappings');
  const indices = state.items('_infrequent_indices');
  if (mappings.length !== tables.length || indices.length !== tables.length) {
    throw state.refusal('whose rare categories do not fit its features');
  }
  return tables.map((table, feature) => {
    const groups = integersOf(mappings[feature]);
    const [first] = integersOf(indices[feature]) ?? [];
    if (!groups || first === undefined) return undefined;
    const expected = [table.count, table.count - Number(table.nanPlace !== undefined)];
    const areInside = [first, ...groups].every((at) => at >= 0 && at < table.count);
    if (!expected.includes(groups.length) || !areInside) {
      throw state.refusal('whose rare categories are not among its categories');
    }
    return { groups, first };
  });
}

/** The integers of an array; undefined for anything else. */
export function integersOf(raw: PythonValue | undefined): number[] | undefined {
  const array = asArray(raw);
  if (array?.dtype === 'structured') return undefined;
  const items: ArrayLike<unknown> | undefined = array?.values ?? asItems(raw)?.map(plainScalar);
  if (!items) return undefined;
  const numbers = Array.from(items, (item) => (typeof item === 'bigint' ? Number(item) : item));
  return numbers.every(isInteger) ? numbers : undefined;
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
