import type { PythonValue } from '../../../../formats/python-value.ts';
import { asEntries } from '../../../../formats/resolve-python.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import { type CategoryLookup, type CodeRow, lumped, refused } from './category-lookup.ts';
import { readStrategy } from './ordinal-lookups.ts';
import { dictCells, mappedFrame, mappedSeries, numbersOf, readMapping } from './read-mapping.ts';

/** category_encoders.CountEncoder: its strategies are kept for every column. */
export function countLookups(state: EstimatorState): CategoryLookup[] {
  return readMapping(state).map(({ name, value }) => {
    const { labels, values } = mappedSeries(state, value);
    const { numbers, areIntegers } = numbersOf(state, values);
    const hidesMissing = optionOf(state, '_handle_missing', name) === 'return_nan';
    const unknown = countOfUnknown(state, optionOf(state, '_handle_unknown', name), hidesMissing);
    const rowAt = (at: number): CodeRow | typeof refused => {
      const count = numbers[at] ?? Number.NaN;
      // What is mapped to NaN counts as unknown to what fills in.
      return Number.isNaN(count) ? unknown : { values: [count], widens: false };
    };
    const { positions, missing, areNumbers } = labels;
    const lookup: CategoryLookup = {
      name,
      outputs: [name],
      areIntegers: [areIntegers],
      areNumbers,
      rows: new Map(Array.from(positions, ([key, at]) => [key, rowAt(at)] as const)),
      missing: missing === undefined ? unknown : rowAt(missing),
      unknown,
    };
    return lumped(lookup, readLumps(state, '_min_group_categories', name));
  });
}

function countOfUnknown(
  state: EstimatorState,
  rule: PythonValue | undefined,
  hidesMissing: boolean,
): CodeRow | typeof refused {
  if (rule === 'error') return refused;
  if (typeof rule === 'number' && Number.isInteger(rule)) return { values: [rule], widens: true };
  if (rule === 'value' && !hidesMissing) return { values: [0], widens: true };
  if (rule === 'value' || rule === 'return_nan') return { values: [Number.NaN], widens: true };
  throw state.unexpected('handle_unknown', '"value", "return_nan", "error" or an integer');
}

function optionOf(
  state: EstimatorState,
  attribute: string,
  name: string | number,
): PythonValue | undefined {
  const found = asEntries(state.value(attribute))?.find(([key]) => plainScalar(key) === name);
  return found && plainScalar(found[1]);
}

/** What was put together in one column, by an attribute that is a dict of columns and dicts. */
export function readLumps(
  state: EstimatorState,
  attribute: string,
  name: string | number,
): (readonly [string | number | bigint | boolean | null, string])[] {
  const dict = optionOf(state, attribute, name);
  if (dict === undefined) return [];
  return dictCells(state, dict, attribute).map(([cell, lump]) => {
    if (typeof lump === 'string') return [cell, lump] as const;
    throw state.unexpected(attribute, 'a dict of columns, categories and names');
  });
}

/**
 * LeaveOneOutEncoder and CatBoostEncoder: sums and counts of the target by category; a category
 * that was seen once means as much as one that was never seen. `weight` is CatBoost's `a`.
 */
export function meanLookups(state: EstimatorState, weight: number): CategoryLookup[] {
  const mean = state.number('_mean');
  const unknownRule = readStrategy(state, 'handle_unknown', ['value', 'return_nan', 'error']);
  const missingRule = readStrategy(state, 'handle_missing', ['value', 'return_nan', 'error']);
  const average: CodeRow = { values: [mean], widens: false };
  const nothing: CodeRow = { values: [Number.NaN], widens: false };
  const usual = unknownRule === 'value' ? average : nothing;
  return readMapping(state).map(({ name, value }) => {
    const { names, columns, labels, index } = mappedFrame(state, value);
    const [sum, count] = ['sum', 'count'].map((label) => columns[names.indexOf(label)]);
    if (!sum || !count) throw state.unexpected('mapping', 'a frame of sums and counts');
    const sums = numbersOf(state, sum).numbers;
    const counts = numbersOf(state, count).numbers;
    const rowAt = (at: number): CodeRow => {
      const [total, size] = [Number(sums[at]), Number(counts[at])];
      return {
        values: [size > 1 ? (total + mean * weight) / (size + weight) : mean],
        widens: false,
      };
    };
    const { positions, missing, areNumbers } = labels;
    const seen = missing === undefined ? average : rowAt(missing);
    const isNumeric = areNumbers || index.type === 'texts';
    if (missingRule === 'value' && missing !== undefined && !isNumeric) {
      throw state.refusal(
        `whose column "${name}" had missing values when it was fitted: before pandas 3 None and NaN are encoded differently there, which JSON and CSV do not tell apart`,
      );
    }
    return {
      name,
      outputs: [name],
      areIntegers: [false],
      areNumbers,
      rows: new Map(Array.from(positions, ([key, at]) => [key, rowAt(at)] as const)),
      missing: missingRule === 'value' ? seen : nothing,
      unknown: unknownRule === 'error' ? refused : usual,
    };
  });
}
