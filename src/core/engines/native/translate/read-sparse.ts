import { type PythonValue, isTagged } from '../../../formats/python-value.ts';
import type { EstimatorState, NumberArray } from './estimator-state.ts';
import type { ChildTranslator } from './translator.ts';

const maximumElements = 2 ** 27;
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
  const matrix = child.state(state.value(name) ?? null, `${name} of ${state.place}`);
  const [, order] = sparseClass.exec(matrix.className) ?? [];
  if (order === undefined) throw state.refusal(`whose ${name} is a ${matrix.className}`);
  const shape = matrix.items('_shape');
  const [rowCount, columnCount] = shape;
  if (!isSize(rowCount) || !isSize(columnCount) || shape.length !== 2) {
    throw matrix.unexpected('_shape', 'a pair of sizes');
  }
  if (rowCount * columnCount > maximumElements) {
    throw state.refusal(`whose sparse ${name} has ${rowCount} × ${columnCount} elements`);
  }
  const data = matrix.numbers('data');
  const [majorCount, minorCount] =
    order === 'csr' ? [rowCount, columnCount] : [columnCount, rowCount];
  const values = new Float64Array(rowCount * columnCount);
  eachEntry(matrix, { majorCount, minorCount, count: data.values.length }, (at, major, minor) => {
    const place = order === 'csr' ? major * columnCount + minor : minor * columnCount + major;
    values[place] = Number(values[place]) + Number(data.values[at]);
  });
  return { values, shape: [rowCount, columnCount], isFloat32: data.isFloat32 };
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
