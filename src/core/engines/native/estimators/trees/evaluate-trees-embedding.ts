import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import { toDense } from '../../rows/dense.ts';
import { sumLeaves } from '../../tree-ensemble/sum-leaves.ts';
import type { TreesEmbeddingPlan } from './plans.ts';

/** RandomTreesEmbedding.transform: a one for every tree, in the column of the leaf. */
export function evaluateTreesEmbedding(
  plan: TreesEmbeddingPlan,
  matrix: Matrix,
): Matrix | SparseMatrix {
  const { rowCount } = matrix;
  const treeCount = plan.ensemble.roots.length;
  const columns = Int32Array.from(sumLeaves(plan.ensemble, matrix));
  const sparse: SparseMatrix = {
    kind: 'sparse',
    rowCount,
    columnCount: plan.columnCount,
    rowStarts: Int32Array.from({ length: rowCount + 1 }, (_, row) => row * treeCount),
    columns,
    values: new Float64Array(columns.length).fill(1),
    isFloat32: false,
  };
  return plan.isSparse ? sparse : toDense(sparse);
}
