import type { Tensor } from '../../../../data/tensor.ts';
import { floatTensor } from '../../evaluate/output.ts';
import type { Matrix } from '../../rows/matrix.ts';
import { kernelMeasure } from './measure-kernel.ts';
import type { GaussianProcessRegressorPlan } from './plans.ts';
import { sumOfProducts } from './sum-of-products.ts';

/**
 * The mean of sklearn.gaussian_process.GaussianProcessRegressor, row by row so that memory holds
 * one row of the kernel only.
 */
export function evaluateRegressor(plan: GaussianProcessRegressorPlan, matrix: Matrix): Tensor {
  const { model, weights, means, deviations } = plan;
  const { rowCount, columnCount, values, isFloat32 } = matrix;
  const measure = kernelMeasure(model.kernel, model, isFloat32);
  const likeness = new Float64Array(model.count);
  const outputCount = means.length;
  const answers = new Float64Array(rowCount * outputCount);
  const point = new Float64Array(columnCount);
  for (let row = 0; row < rowCount; row += 1) {
    point.set(values.subarray(row * columnCount, (row + 1) * columnCount));
    measure(point, likeness);
    for (let output = 0; output < outputCount; output += 1) {
      const sum = sumOfProducts(likeness, weights, output * model.count);
      answers[row * outputCount + output] =
        Number(deviations[output]) * sum + Number(means[output]);
    }
  }
  return floatTensor(answers, plan.isFlat ? [rowCount] : [rowCount, outputCount]);
}
