import type { NumpyArray } from '../../../../formats/numpy-array.ts';
import { type PythonValue, isTagged } from '../../../../formats/python-value.ts';
import { asArray, asEntries, asItems, resolvePython } from '../../../../formats/resolve-python.ts';
import { plainScalar } from '../../translate/estimator-state.ts';

/** How a ColumnTransformer was told which columns a part gets. */
export type ColumnSpec =
  | { readonly kind: 'names'; readonly names: readonly string[]; readonly isFlat: boolean }
  | { readonly kind: 'positions'; readonly positions: readonly number[]; readonly isFlat: boolean }
  | { readonly kind: 'mask'; readonly mask: readonly boolean[] }
  | { readonly kind: 'index' }
  | { readonly kind: 'slice'; readonly limits: readonly (number | string | null)[] };

/**
 * The columns of one entry of `transformers_`: a name or a number, a list, array or pandas Index
 * of them, a mask or a slice. An Index whose names cannot be read, since pandas 3 keeps texts in
 * arrays of its own, is an `index`. Undefined for anything else.
 */
export function readColumnSpec(raw: PythonValue | undefined): ColumnSpec | undefined {
  const value = plainScalar(raw ?? null);
  if (typeof value === 'string') return { kind: 'names', names: [value], isFlat: true };
  if (typeof value === 'number') return { kind: 'positions', positions: [value], isFlat: true };
  const limits = sliceLimits(value);
  if (limits) return { kind: 'slice', limits };
  const items = listItems(value)?.map(plainScalar);
  if (!items) return isIndex(value) ? { kind: 'index' } : undefined;
  if (items.length > 0 && items.every((item) => typeof item === 'boolean')) {
    return { kind: 'mask', mask: items };
  }
  if (items.every((item) => typeof item === 'number')) {
    return { kind: 'positions', positions: items, isFlat: false };
  }
  if (items.every((item) => typeof item === 'string')) {
    return { kind: 'names', names: items, isFlat: false };
  }
  return undefined;
}

function isIndex(value: PythonValue): boolean {
  const isObject = isTagged(value) && value.kind === 'object';
  return isObject && value.name === '_new_Index' && value.module.startsWith('pandas.');
}

function sliceLimits(value: PythonValue): (number | string | null)[] | undefined {
  const isSlice = isTagged(value) && value.kind === 'object' && value.name === 'slice';
  if (!isSlice || value.args.length !== 3) return undefined;
  const limits = value.args.map(plainScalar);
  const isLimit = (limit: PythonValue): limit is number | string | null =>
    limit === null || typeof limit === 'string' || Number.isSafeInteger(limit);
  return limits.every(isLimit) ? limits : undefined;
}

/** The items of a list, a tuple, an array, a pandas Index, or scikit-learn's list of a remainder. */
export function listItems(raw: PythonValue): readonly PythonValue[] | undefined {
  const value = resolvePython(raw);
  if (!isTagged(value)) return undefined;
  if (value.kind === 'list' || value.kind === 'tuple') return value.items;
  if (value.kind === 'array') return arrayItems(value);
  if (value.kind !== 'object') return undefined;
  if (value.name === '_RemainderColsList') return dataOf(value.state);
  if (value.name === '_new_Index') return dataOf(value.args[1]);
  return undefined;
}

/** The items under the key "data" of a dict. */
function dataOf(raw: PythonValue | undefined): readonly PythonValue[] | undefined {
  const data = asEntries(raw)?.findLast(([key]) => key === 'data')?.[1];
  const array = asArray(data);
  return array ? arrayItems(array) : asItems(data);
}

function arrayItems(array: NumpyArray): readonly PythonValue[] | undefined {
  const { dtype } = array;
  if (array.shape.length !== 1 || dtype === 'structured' || dtype === 'bytes' || dtype === 'void') {
    return undefined;
  }
  if (dtype === 'bool') return Array.from(array.values, Boolean);
  if (dtype === 'object' || dtype === 'str') return array.values;
  return Array.from<number | bigint>(array.values).map(Number);
}

/** The positions that `range(count)[start:stop:step]` has. */
export function slicePositions(
  [start, stop, step]: readonly (number | null)[],
  count: number,
): number[] {
  const stride = step ?? 1;
  if (stride === 0) return [];
  const place = (limit: number): number => (limit < 0 ? limit + count : limit);
  const isUp = stride > 0;
  const first = clamp(
    place(start ?? (isUp ? 0 : count - 1)),
    isUp ? 0 : -1,
    isUp ? count : count - 1,
  );
  const defaultEnd = isUp ? count : -1 - count;
  const end = clamp(place(stop ?? defaultEnd), isUp ? 0 : -1, isUp ? count : count - 1);
  const positions: number[] = [];
  for (let at = first; isUp ? at < end : at > end; at += stride) positions.push(at);
  return positions;
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), highest);
}
