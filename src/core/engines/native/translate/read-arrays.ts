import { sharedFloats } from '../shared-memory.ts';
import type { EstimatorState } from './estimator-state.ts';

/** Numbers in one dimension, in shared memory. */
export interface NumberVector {
  readonly values: Float64Array;
  /** True for an array that NumPy computes with in float32. */
  readonly isFloat32: boolean;
}

/** Numbers in two dimensions, row after row, in shared memory. */
export interface NumberMatrix extends NumberVector {
  readonly rowCount: number;
  readonly columnCount: number;
}

/** An attribute that is an array of one dimension, of `count` numbers if that is given. */
export function readVector(state: EstimatorState, name: string, count?: number): NumberVector {
  const { values, shape, isFloat32 } = state.numbers(name);
  if (shape.length !== 1 || (count !== undefined && values.length !== count)) {
    throw state.unexpected(name, count === undefined ? 'a list of numbers' : `${count} numbers`);
  }
  return { values: sharedFloats(values), isFloat32 };
}

/** An attribute that is an array of two dimensions, neither of them empty. */
export function readMatrix(
  state: EstimatorState,
  name: string,
  expected: { readonly rowCount?: number; readonly columnCount?: number } = {},
): NumberMatrix {
  const { values, shape, isFloat32 } = state.numbers(name);
  const [rowCount = 0, columnCount = 0] = shape;
  const isExpected =
    rowCount === (expected.rowCount ?? rowCount) &&
    columnCount === (expected.columnCount ?? columnCount);
  if (shape.length !== 2 || values.length === 0 || !isExpected) {
    const wanted = `${expected.rowCount ?? 'any'} by ${expected.columnCount ?? 'any'} numbers`;
    throw state.unexpected(name, wanted);
  }
  return { values: sharedFloats(values), isFloat32, rowCount, columnCount };
}
