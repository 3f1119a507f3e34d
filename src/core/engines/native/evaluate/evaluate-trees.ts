import type { Tensor } from '../../../data/tensor.ts';
import type { PredictMethod, TreeClassifierPlan, TreeNodes, TreeRegressorPlan } from '../plan.ts';
import type { Matrix } from './matrix.ts';
import { argMax } from './numpy-math.ts';
import { floatTensor, logOf, takeLabels } from './output.ts';

/** Where {@link addLeaves} reads rows and adds values. */
interface Walk {
  readonly values: Float64Array | Float32Array;
  readonly columnCount: number;
  readonly rowCount: number;
  readonly sums: Float64Array;
}

/** sklearn.tree and sklearn.ensemble forests that predict numbers. */
export function evaluateTreeRegressor(plan: TreeRegressorPlan, matrix: Matrix): Tensor {
  const values = meanOfLeaves(plan.nodes, matrix);
  const shape = plan.isFlat ? [matrix.rowCount] : [matrix.rowCount, plan.nodes.valueCount];
  return floatTensor(values, shape);
}

/** sklearn.tree and sklearn.ensemble forests that predict classes. */
export function evaluateTreeClassifier(
  plan: TreeClassifierPlan,
  matrix: Matrix,
  method: PredictMethod,
): Tensor {
  const width = plan.nodes.valueCount;
  const probabilities = meanOfLeaves(plan.nodes, matrix);
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
function meanOfLeaves(nodes: TreeNodes, matrix: Matrix): Float64Array<ArrayBuffer> {
  const { rowCount, columnCount, values } = matrix;
  const sums = new Float64Array(rowCount * nodes.valueCount);
  const treeCount = nodes.roots.length;
  const walk: Walk = { values, columnCount, rowCount, sums };
  for (let tree = 0; tree < treeCount; tree += 1) addLeaves(nodes, Number(nodes.roots[tree]), walk);
  if (treeCount > 1)
    for (let at = 0; at < sums.length; at += 1) sums[at] = Number(sums[at]) / treeCount;
  return sums;
}

/**
 * Walks one tree for every row (Tree._apply_dense): a float32 feature is compared with a float64
 * threshold. Indices were checked at load, so the casts below hide no missing element.
 */
function addLeaves(nodes: TreeNodes, root: number, walk: Walk): void {
  const { feature, threshold, left, right, missingLeft, leafValues, valueCount } = nodes;
  const { values, columnCount, rowCount, sums } = walk;
  for (let row = 0; row < rowCount; row += 1) {
    const start = row * columnCount;
    let node = root;
    let column = feature[node] as number;
    while (column >= 0) {
      const value = values[start + column] as number;
      const goesLeft =
        value <= (threshold[node] as number) || (value !== value && missingLeft[node] === 1);
      node = (goesLeft ? left[node] : right[node]) as number;
      column = feature[node] as number;
    }
    const leaf = (left[node] as number) * valueCount;
    const target = row * valueCount;
    for (let at = 0; at < valueCount; at += 1) {
      sums[target + at] = (sums[target + at] as number) + (leafValues[leaf + at] as number);
    }
  }
}
