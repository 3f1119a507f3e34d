import type { Tensor } from '../../../../data/tensor.ts';
import { argMax } from '../../evaluate/numpy-math.ts';
import { floatTensor, logOf, takeLabels } from '../../evaluate/output.ts';
import type { PredictMethod } from '../../methods.ts';
import type { Matrix } from '../../rows/matrix.ts';
import { sumLeaves } from '../../tree-ensemble/sum-leaves.ts';
import type { TreeEnsemble } from '../../tree-ensemble/tree-ensemble.ts';
import type { TreeClassifierPlan, TreeRegressorPlan } from './plans.ts';

/** sklearn.tree and sklearn.ensemble forests that predict numbers. */
export function evaluateTreeRegressor(plan: TreeRegressorPlan, matrix: Matrix): Tensor {
  const values = meanOfLeaves(plan.ensemble, matrix);
  const shape = plan.isFlat ? [matrix.rowCount] : [matrix.rowCount, plan.ensemble.outputCount];
  return floatTensor(values, shape);
}

/** sklearn.tree and sklearn.ensemble forests that predict classes. */
export function evaluateTreeClassifier(
  plan: TreeClassifierPlan,
  matrix: Matrix,
  method: PredictMethod,
): Tensor {
  const width = plan.ensemble.outputCount;
  const probabilities = meanOfLeaves(plan.ensemble, matrix);
  if (method === 'predict') {
    const chosen = Int32Array.from({ length: matrix.rowCount }, (_, row) =>
      argMax(probabilities, row * width, width),
    );
    return takeLabels(plan.labels, chosen);
  }
  const values = method === 'predict_log_proba' ? logOf(probabilities) : probabilities;
  return floatTensor(values, [matrix.rowCount, width]);
}

/** Trees are added up in their order and divided once, which is how forests do it. */
function meanOfLeaves(ensemble: TreeEnsemble, matrix: Matrix): Float64Array<ArrayBuffer> {
  const sums = sumLeaves(ensemble, matrix);
  const treeCount = ensemble.roots.length;
  if (treeCount > 1)
    for (let at = 0; at < sums.length; at += 1) sums[at] = Number(sums[at]) / treeCount;
  return sums;
}
