import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import { squaredNorms } from '../../evaluate/numpy-math.ts';
import { floatTensor, takeLabels } from '../../evaluate/output.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import type { Matrix } from '../../rows/matrix.ts';
import type { Rows } from '../../rows/rows.ts';
import { toMatrix } from '../../rows/to-matrix.ts';
import type { BisectingTree, CentersPlan } from './plans.ts';

/** KMeans and others whose label is that of the nearest center. */
export function evaluateCenters(plan: CentersPlan, input: Rows, call: Call): Tensor {
  const matrix = toMatrix(input, plan.rules, call.origin);
  if (call.method === 'transform') return distances(plan, matrix);
  if (plan.isStrict && matrix.isFloat32 !== plan.isFloat32) throw otherWidth(plan);
  if (plan.tree) {
    const values = bisect(plan.tree, matrix);
    return { kind: 'tensor', dtype: 'int32', shape: [matrix.rowCount], values };
  }
  const nearest = Int32Array.from({ length: matrix.rowCount }, (_, row) =>
    nearestCenter(plan, matrix, row),
  );
  return takeLabels(plan.labels, nearest);
}

/** The first of the centers for which c·c - 2 x·c is the least (lloyd_iter_chunked_dense). */
function nearestCenter({ centers, norms }: CentersPlan, matrix: Matrix, row: number): number {
  let nearest = 0;
  let least = Infinity;
  for (let center = 0; center < norms.length; center += 1) {
    const score = Number(norms[center]) - 2 * product(matrix, row, { centers, center });
    if (score < least) {
      least = score;
      nearest = center;
    }
  }
  return nearest;
}

function product(
  { values, columnCount }: Matrix,
  row: number,
  { centers, center }: { readonly centers: Float64Array; readonly center: number },
): number {
  const start = row * columnCount;
  const other = center * columnCount;
  let sum = 0;
  for (let at = 0; at < columnCount; at += 1) {
    sum += Number(values[start + at]) * Number(centers[other + at]);
  }
  return sum;
}

/** sklearn.metrics.pairwise.euclidean_distances. */
function distances(plan: CentersPlan, matrix: Matrix): Tensor {
  const { centers, norms } = plan;
  const { rowCount, columnCount, values } = matrix;
  const result = new Float64Array(rowCount * norms.length);
  const rowNorms = squaredNorms(values, columnCount);
  for (let row = 0; row < rowCount; row += 1) {
    const norm = Number(rowNorms[row]);
    for (let center = 0; center < norms.length; center += 1) {
      const square = norm - 2 * product(matrix, row, { centers, center }) + Number(norms[center]);
      result[row * norms.length + center] = Math.sqrt(Math.max(0, square));
    }
  }
  const isNarrow = matrix.isFloat32 && plan.isFloat32;
  return floatTensor(result, [rowCount, norms.length], isNarrow);
}

/** BisectingKMeans._predict_recursive: at each node to the nearer of two centers. */
function bisect(tree: BisectingTree, matrix: Matrix): Int32Array {
  const { left, right, labels, centers, norms } = tree;
  const scoreOf = (row: number, center: number): number =>
    Number(norms[center]) - 2 * product(matrix, row, { centers, center });
  return Int32Array.from({ length: matrix.rowCount }, (_, row) => {
    let node = 0;
    while (Number(left[node]) >= 0) {
      const first = Number(left[node]);
      const second = Number(right[node]);
      node = scoreOf(row, second) < scoreOf(row, first) ? second : first;
    }
    return Number(labels[node]);
  });
}

function otherWidth({ rules, isFloat32 }: CentersPlan): MlflowError {
  const [own, other] = isFloat32 ? ['float32', 'float64'] : ['float64', 'float32'];
  return new MlflowError(
    'BAD_REQUEST',
    `The input is ${other}, but this ${rules.estimator} was fitted on ${own} and takes nothing else; ` +
      `send ${own}.`,
  );
}
