import type { Tensor } from '../../../../data/tensor.ts';
import { argMax, argMaxOfRows } from '../../evaluate/numpy-math.ts';
import { floatTensor, logOf, takeLabels } from '../../evaluate/output.ts';
import type { PredictMethod } from '../../methods.ts';
import type { Matrix } from '../../rows/matrix.ts';
import { sumLeaves } from '../../tree-ensemble/sum-leaves.ts';
import type { TreeEnsemble } from '../../tree-ensemble/tree-ensemble.ts';
import type { MultiTreeClassifierPlan, TreeClassifierPlan, TreeRegressorPlan } from './plans.ts';

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
  if (method === 'predict') return takeLabels(plan.labels, chooseClasses(plan, matrix));
  const probabilities = meanOfLeaves(plan.ensemble, matrix);
  const values = method === 'predict_log_proba' ? logOf(probabilities) : probabilities;
  return floatTensor(values, [matrix.rowCount, plan.ensemble.outputCount]);
}

function chooseClasses({ ensemble, choices }: TreeClassifierPlan, matrix: Matrix): Int32Array {
  if (choices) return Int32Array.from(sumLeaves(choices, matrix));
  return argMaxOfRows(meanOfLeaves(ensemble, matrix), ensemble.outputCount);
}

/** Classifiers of several outputs: one label of each output for every row. */
export function evaluateMultiTreeClassifier(plan: MultiTreeClassifierPlan, matrix: Matrix): Tensor {
  const { classCounts, width, ensemble } = plan;
  const outputs = classCounts.length;
  const choices = plan.choices && sumLeaves(plan.choices, matrix);
  const probabilities = choices ? undefined : meanOfLeaves(ensemble, matrix);
  const chosen = new Int32Array(matrix.rowCount * outputs);
  for (let row = 0; row < matrix.rowCount; row += 1) {
    let firstLabel = 0;
    for (let output = 0; output < outputs; output += 1) {
      const at = row * outputs + output;
      const count = Number(classCounts[output]);
      const best = probabilities ? argMax(probabilities, at * width, count) : choices?.[at];
      chosen[at] = firstLabel + Number(best);
      firstLabel += count;
    }
  }
  return { ...takeLabels(plan.labels, chosen), shape: [matrix.rowCount, outputs] };
}

/** Trees are added up in their order and divided once, which is how forests do it. */
function meanOfLeaves(ensemble: TreeEnsemble, matrix: Matrix): Float64Array<ArrayBuffer> {
  const sums = sumLeaves(ensemble, matrix);
  const treeCount = ensemble.roots.length;
  if (treeCount > 1)
    for (let at = 0; at < sums.length; at += 1) sums[at] = Number(sums[at]) / treeCount;
  return sums;
}
