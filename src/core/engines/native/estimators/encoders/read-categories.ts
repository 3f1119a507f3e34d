import type { NumpyArray } from '../../../../formats/numpy-array.ts';
import type { PythonValue } from '../../../../formats/python-value.ts';
import { asArray } from '../../../../formats/resolve-python.ts';
import { type PythonKey, pythonKey } from '../../rows/python-key.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import type { CategoryTable } from './category-table.ts';

const exampleCount = 12;

type Category = string | number | bigint | boolean | null;

/** `categories_` of scikit-learn's encoders: an array for each feature. */
export function readCategories(state: EstimatorState): CategoryTable[] {
  const tables = state.items('categories_').map((value) => categoryTable(state, value));
  if (tables.length === 0) throw state.refusal('whose categories_ are empty');
  return tables;
}

function categoryTable(state: EstimatorState, value: PythonValue): CategoryTable {
  const array = asArray(value);
  const categories = array?.shape.length === 1 ? plainCategories(array) : undefined;
  if (!array || !categories) {
    throw state.refusal('whose categories_ hold something else than texts, numbers and booleans');
  }
  const places = new Map<PythonKey, number>();
  let nonePlace: number | undefined;
  let nanPlace: number | undefined;
  categories.forEach((category, place) => {
    const key = pythonKey(category);
    if (key !== undefined) places.set(key, place);
    else if (category === null) nonePlace ??= place;
    else nanPlace ??= place;
  });
  return {
    places,
    ...(nonePlace !== undefined && { nonePlace }),
    ...(nanPlace !== undefined && { nanPlace }),
    count: categories.length,
    isObject: array.dtype === 'object' || array.dtype === 'str',
    examples: categories.slice(0, exampleCount),
  };
}

/** The categories as plain values; undefined when one is something else. */
function plainCategories(array: NumpyArray): Category[] | undefined {
  const { dtype } = array;
  if (dtype === 'structured' || dtype === 'bytes' || dtype === 'void') return undefined;
  if (dtype === 'bool') return Array.from(array.values, Boolean);
  if (dtype === 'str') return [...array.values];
  if (dtype !== 'object') return Array.from<number | bigint>(array.values);
  const plain = array.values.map(plainScalar);
  return plain.every(isCategory) ? plain : undefined;
}

function isCategory(value: PythonValue): value is Category {
  return value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}
