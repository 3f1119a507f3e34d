import type { PythonKey } from '../../rows/python-key.ts';

/** The categories of one feature, each with its place in `categories_`. */
export interface CategoryTable {
  readonly places: ReadonlyMap<PythonKey, number>;
  /** The place of None, where that is a category. */
  readonly nonePlace?: number;
  /** The place of NaN, where that is a category. */
  readonly nanPlace?: number;
  readonly count: number;
  /** True for categories in an array of objects or texts. */
  readonly isObject: boolean;
  /** The first categories, for messages and examples. */
  readonly examples: readonly (string | number | bigint | boolean | null)[];
}
