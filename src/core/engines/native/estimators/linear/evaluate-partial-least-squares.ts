import type { Tensor } from '../../../../data/tensor.ts';
import { floatTensor } from '../../evaluate/output.ts';
import type { PredictMethod } from '../../methods.ts';
import type { Matrix } from '../../rows/matrix.ts';
import { isNarrow, linearScores } from './linear-scores.ts';
import type { PartialLeastSquaresPlan } from './plans.ts';
import { project } from './project.ts';

/** sklearn.cross_decomposition: features are centred and scaled in their own width. */
export function evaluatePartialLeastSquares(
  plan: PartialLeastSquaresPlan,
  matrix: Matrix,
  method: PredictMethod,
): Tensor | Matrix {
  const { mean, projection, scale, scores } = plan;
  if (method === 'transform') return project(centre(matrix, mean, plan.deviation), projection);
  const centred = centre(matrix, mean, scale);
  const shape = plan.isFlat ? [matrix.rowCount] : [matrix.rowCount, scores.outputCount];
  return floatTensor(linearScores(centred, scores), shape, isNarrow(centred, scores));
}

function centre(matrix: Matrix, mean: Float64Array, scale: Float64Array | undefined): Matrix {
  const values = matrix.values.slice();
  const { columnCount } = matrix;
  for (let at = 0; at < values.length; at += 1) {
    const column = at % columnCount;
    // Storing into a Float32Array rounds.
    values[at] = Number(values[at]) - Number(mean[column]);
    if (scale) values[at] = Number(values[at]) / Number(scale[column]);
  }
  return { ...matrix, values };
}
