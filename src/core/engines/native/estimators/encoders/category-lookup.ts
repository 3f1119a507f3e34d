import type { ColumnName } from '../../../../data/table.ts';
import type { PandasArray, PandasCell } from '../../../../formats/pandas/pandas-array.ts';
import { type PythonKey, pythonKey } from '../../rows/python-key.ts';
import { sharedBytes, sharedFloats } from '../../shared-memory.ts';
import { refusedPlace } from './evaluate-category-encoder.ts';
import type { EncodedFeature } from './plans.ts';

/** What stands for a value: its outputs, or nothing where it is an error. */
export interface CodeRow {
  readonly values: readonly number[];
  /** True where pandas makes floats of the column in which it occurs. */
  readonly widens: boolean;
}

/** A value that is an error. */
export const refused = 'refused';

/** What stands for every value of one feature. */
export interface CategoryLookup {
  readonly name: ColumnName;
  readonly outputs: readonly ColumnName[];
  readonly areIntegers: readonly boolean[];
  readonly areNumbers: boolean;
  readonly rows: ReadonlyMap<PythonKey, CodeRow | typeof refused>;
  readonly missing: CodeRow | typeof refused;
  readonly unknown: CodeRow | typeof refused;
}

/** Labels of a Series by their keys; `missing` is the position of NaN. */
export interface LabelPositions {
  readonly positions: ReadonlyMap<PythonKey, number>;
  readonly missing?: number;
  readonly areNumbers: boolean;
}

/** Where each label stands; undefined when one stands twice, which pandas cannot look up. */
export function labelPositions({ cells, type }: PandasArray): LabelPositions | undefined {
  const positions = new Map<PythonKey, number>();
  let missing: number | undefined;
  cells.forEach((cell, at) => {
    const key = pythonKey(cell);
    if (key !== undefined) positions.set(key, at);
    else missing ??= at;
  });
  const count = positions.size + (missing === undefined ? 0 : 1);
  if (count !== cells.length) return undefined;
  const areNumbers = type === 'integers' || type === 'floats';
  return { positions, areNumbers, ...(missing !== undefined && { missing }) };
}

/**
 * Values that were put together under one name (`min_group_size`) before they are looked up.
 * Missing values are the ones whose key is undefined.
 */
export function lumped(
  lookup: CategoryLookup,
  lumps: readonly (readonly [PandasCell, string])[],
): CategoryLookup {
  const rows = new Map(lookup.rows);
  let { missing } = lookup;
  for (const [cell, name] of lumps) {
    const row = lookup.rows.get(name) ?? lookup.unknown;
    const key = pythonKey(cell);
    if (key === undefined) missing = row;
    else rows.set(key, row);
  }
  return { ...lookup, rows, missing };
}

/** The lookup as plain data in shared memory. */
export function packLookup(lookup: CategoryLookup): EncodedFeature {
  const { name, outputs, areIntegers, areNumbers } = lookup;
  const table: CodeRow[] = [];
  const known = new Map<CodeRow, number>();
  const placeOf = (row: CodeRow | typeof refused): number => {
    if (row === refused) return refusedPlace;
    const place = known.get(row) ?? table.push(row) - 1;
    known.set(row, place);
    return place;
  };
  const places = new Map(Array.from(lookup.rows, ([key, row]) => [key, placeOf(row)] as const));
  const missingPlace = placeOf(lookup.missing);
  const unknownPlace = placeOf(lookup.unknown);
  return {
    name,
    outputs,
    places,
    areNumbers,
    missingPlace,
    unknownPlace,
    values: sharedFloats(table.flatMap(({ values }) => values)),
    areIntegers,
    widens: sharedBytes(table.map(({ widens }) => Number(widens))),
  };
}
