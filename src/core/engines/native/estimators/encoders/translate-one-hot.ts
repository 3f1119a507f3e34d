import { sharedIntegers } from '../../shared-memory.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';
import type { CategoryTable } from './category-table.ts';
import { unknownPlace } from './find-categories.ts';
import type { OneHotEncoderPlan, OneHotFeature } from './plans.ts';
import { readCategories } from './read-categories.ts';
import { readNumberDtype } from './read-number-dtype.ts';
import { type InfrequentGroup, integersOf, readInfrequent } from './read-infrequent.ts';

const unknownChoices = new Set(['error', 'ignore', 'infrequent_if_exist', 'warn']);

/** sklearn.preprocessing.OneHotEncoder, 0.20 to 1.9. */
export function translateOneHotEncoder(state: EstimatorState): OneHotEncoderPlan {
  const tables = readCategories(state);
  const handleUnknown = state.string('handle_unknown') ?? '';
  if (!unknownChoices.has(handleUnknown)) {
    throw state.refusal(`whose parameter handle_unknown is "${handleUnknown}"`);
  }
  const groups = readInfrequent(state, tables);
  const dropped = readDropped(state, tables.length);
  let columnCount = 0;
  const features = tables.map((table, index): OneHotFeature => {
    const placed = placeColumns(table, groups[index], dropped[index]);
    const first = columnCount;
    columnCount += placed.width;
    const columns = placed.columns.map((at) => (at < 0 ? unknownPlace : first + at));
    const group = groups[index];
    const unknownColumn =
      joinsRare(state, handleUnknown) && group ? (columns[group.first] ?? -1) : unknownPlace;
    return { table, columns: sharedIntegers(columns), unknownColumn };
  });
  return {
    kind: 'one-hot-encoder',
    rules: inputRules(state, tables.length, { allowsNaN: true, conversion: 'numeric' }),
    categoryRules: {
      estimator: state.shortName,
      allowsMissing: isAtLeast(state.version, 0, 24),
      refusesUnknown: handleUnknown === 'error',
    },
    features,
    columnCount,
    isSparse: state.boolean(state.has('sparse_output') ? 'sparse_output' : 'sparse'),
    dtype: readNumberDtype(state),
  };
}

/** Whether unknown values are rare ones; "warn" came in 1.6, and until 1.7 gave them zeros. */
function joinsRare({ version }: EstimatorState, handleUnknown: string): boolean {
  if (handleUnknown === 'warn') return isAtLeast(version, 1, 8);
  return handleUnknown === 'infrequent_if_exist';
}

/** The columns of a feature's categories, after rare ones are grouped and one is dropped. */
function placeColumns(
  table: CategoryTable,
  group: InfrequentGroup | undefined,
  dropped: number | undefined,
): { columns: number[]; width: number } {
  const grouped = Array.from({ length: table.count }, (_, place) => group?.groups[place] ?? place);
  const width = Math.max(-1, ...grouped) + 1;
  if (dropped === undefined) return { columns: grouped, width };
  const columns = grouped.map((at) => {
    if (at === dropped) return unknownPlace;
    return at > dropped ? at - 1 : at;
  });
  return { columns, width: width - 1 };
}

/**
 * The category that each feature drops, counted after rare ones are grouped:
 * `_drop_idx_after_grouping` since 1.2, `drop_idx_` before, where it was not told apart.
 */
function readDropped(state: EstimatorState, count: number): readonly (number | undefined)[] {
  if (!state.has('drop')) return Array.from({ length: count });
  const name = state.has('_drop_idx_after_grouping') ? '_drop_idx_after_grouping' : 'drop_idx_';
  const isGrouped = state.has('_infrequent_enabled') && state.boolean('_infrequent_enabled');
  if (isGrouped && name === 'drop_idx_' && isAtLeast(state.version, 1, 2)) {
    throw state.refusal('which does not say what it drops of its rare categories');
  }
  const array = state.array(name);
  const isObject = array.dtype === 'object';
  const values = isObject ? array.values.map(plainScalar) : (integersOf(array) ?? []);
  if (values.length !== count) throw state.unexpected(name, `${count} integers`);
  return values.map((value) => {
    if (value === null) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw state.unexpected(name, `${count} integers`);
  });
}
