import { type PythonValue, isTagged } from '../../../formats/python-value.ts';
import { sharedFloats, sharedIntegers } from '../shared-memory.ts';
import { type EstimatorState, type NumberArray, plainScalar } from './estimator-state.ts';
import type { ChildTranslator } from './translator.ts';

const maximumElements = 2 ** 25;
const sparseClass = /^scipy\.sparse\..*\b(cs[rc])_(?:matrix|array)$/;

/** True for a saved scipy.sparse matrix of any kind. */
export function isSparse(value: PythonValue | undefined): boolean {
  return isTagged(value) && value.kind === 'object' && value.module.startsWith('scipy.sparse');
}

/**
 * A saved scipy.sparse.csr_matrix or csc_matrix (or array) with its zeros; entries with the same
 * place are added up, as scipy does. Other kinds of sparse matrices are refused.
 */
export function readSparse(
  state: EstimatorState,
  name: string,
  child: ChildTranslator,
): NumberArray {
  const { order, matrix, shape, data } = openSparse(state, name, child);
  const [rowCount, columnCount] = shape;
  if (rowCount * columnCount > maximumElements) {
    throw state.refusal(`whose sparse ${name} has ${rowCount} × ${columnCount} elements`);
  }
  const [majorCount, minorCount] = order === 'csr' ? shape : [columnCount, rowCount];
  const values = new Float64Array(rowCount * columnCount);
  eachEntry(matrix, { majorCount, minorCount, count: data.values.length }, (at, major, minor) => {
    const place = order === 'csr' ? major * columnCount + minor : minor * columnCount + major;
    values[place] = Number(values[place]) + Number(data.values[at]);
  });
  return { values, shape: [rowCount, columnCount], isFloat32: data.isFloat32 };
}

/** Rows without their zeros, in shared memory; the columns of a row ascend. */
export interface SparseRows {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Where the entries of each row begin, and the end of the last. */
  readonly rowStarts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** A saved scipy.sparse.csr_matrix whose indices are sorted; any other is refused. */
export function readSparseRows(
  state: EstimatorState,
  name: string,
  child: ChildTranslator,
): SparseRows {
  const { order, matrix, shape, data } = openSparse(state, name, child);
  if (order !== 'csr') throw state.refusal(`whose ${name} is a ${matrix.className}`);
  const [rowCount, columnCount] = shape;
  const count = data.values.length;
  const columns = new Int32Array(count);
  let last = { major: -1, minor: -1 };
  eachEntry(
    matrix,
    { majorCount: rowCount, minorCount: columnCount, count },
    (at, major, minor) => {
      if (last.major === major && last.minor >= minor) {
        throw state.refusal(`whose ${name} has columns that are not in order`);
      }
      last = { major, minor };
      columns[at] = minor;
    },
  );
  return {
    rowCount,
    columnCount,
    rowStarts: sharedIntegers(matrix.numbers('indptr').values),
    columns: sharedIntegers(columns),
    values: sharedFloats(data.values),
  };
}

interface OpenSparse {
  readonly order: string;
  readonly matrix: EstimatorState;
  readonly shape: readonly [number, number];
  readonly data: NumberArray;
}

function openSparse(state: EstimatorState, name: string, child: ChildTranslator): OpenSparse {
  const matrix = child.state(state.value(name) ?? null, `${name} of ${state.place}`);
  const [, order] = sparseClass.exec(matrix.className) ?? [];
  if (order === undefined) throw state.refusal(`whose ${name} is a ${matrix.className}`);
  const shape = matrix.items('_shape').map(plainScalar);
  const [rowCount, columnCount] = shape;
  if (!isSize(rowCount) || !isSize(columnCount) || shape.length !== 2) {
    throw matrix.unexpected('_shape', 'a pair of sizes');
  }
  return { order, matrix, shape: [rowCount, columnCount], data: matrix.numbers('data') };
}

function isSize(value: PythonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

interface Extent {
  readonly majorCount: number;
  readonly minorCount: number;
  readonly count: number;
}

function eachEntry(
  matrix: EstimatorState,
  { majorCount, minorCount, count }: Extent,
  visit: (at: number, major: number, minor: number) => void,
): void {
  const indices = matrix.numbers('indices').values;
  const starts = matrix.numbers('indptr').values;
  if (indices.length < count || starts.length !== majorCount + 1 || starts[0] !== 0) {
    throw matrix.refusal('whose data, indices and indptr do not fit');
  }
  for (let major = 0; major < majorCount; major += 1) {
    const first = Number(starts[major]);
    const end = Number(starts[major + 1]);
    if (!(end >= first && end <= count)) {
      throw matrix.refusal(`whose indptr leads outside of its ${count} elements`);
    }
    for (let at = first; at < end; at += 1) {
      const minor = Number(indices[at]);
      if (!(minor >= 0 && minor < minorCount)) {
        throw matrix.refusal(`whose indices name ${minor} of ${minorCount}`);
      }
      visit(at, major, minor);
    }
  }
}
