import type { SparseMatrix } from './matrix.ts';

/** The same numbers as floats: whole ones become float64. */
export function asFloats(sparse: SparseMatrix): SparseMatrix {
  const { wholeDtype, ...floats } = sparse;
  if (!wholeDtype) return sparse;
  return { ...floats, values: Float64Array.from(sparse.values), isFloat32: false };
}
