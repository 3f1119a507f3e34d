import type { StandardScalerPlan } from './plans.ts';
import type { Matrix } from '../../rows/matrix.ts';

/**
 * StandardScaler.transform: minus the mean, then by the scale. For float32 input every step is
 * rounded to float32; mean and scale are rounded first since 1.8, and were not before.
 */
export function evaluateStandardScaler(plan: StandardScalerPlan, matrix: Matrix): Matrix {
  const { columnCount, isFloat32 } = matrix;
  const values = matrix.values.slice();
  const mean = parameters(plan.mean, plan, isFloat32);
  const scale = parameters(plan.scale, plan, isFloat32);
  for (let start = 0; start < values.length; start += columnCount) {
    for (let column = 0; column < columnCount; column += 1) {
      const at = start + column;
      // Storing into a Float32Array rounds.
      if (mean) values[at] = Number(values[at]) - Number(mean[column]);
      if (scale) values[at] = Number(values[at]) / Number(scale[column]);
    }
  }
  return { ...matrix, values };
}

function parameters(
  values: Float64Array | undefined,
  plan: StandardScalerPlan,
  isFloat32: boolean,
): Float64Array | undefined {
  return values && isFloat32 && plan.castsParameters ? values.map(Math.fround) : values;
}
