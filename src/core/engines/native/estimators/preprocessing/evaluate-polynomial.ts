import type { Matrix } from '../../rows/matrix.ts';
import type { PolynomialPlan } from './plans.ts';

/** PolynomialFeatures.transform: every product is rounded to the type of the input. */
export function evaluatePolynomial(plan: PolynomialPlan, matrix: Matrix): Matrix {
  const { rowCount, isFloat32 } = matrix;
  const { parents, features, firstOutput } = plan;
  const bias = plan.hasBias ? 1 : 0;
  const columnCount = parents.length - firstOutput + bias;
  const length = rowCount * columnCount;
  const values = isFloat32 ? new Float32Array(length) : new Float64Array(length);
  const products = isFloat32 ? new Float32Array(parents.length) : new Float64Array(parents.length);
  for (let row = 0; row < rowCount; row += 1) {
    const start = row * matrix.columnCount;
    for (let at = 0; at < parents.length; at += 1) {
      const parent = parents[at] as number;
      const factor = matrix.values[start + (features[at] as number)] as number;
      products[at] = parent < 0 ? factor : (products[parent] as number) * factor;
    }
    const target = row * columnCount;
    if (plan.hasBias) values[target] = 1;
    values.set(products.subarray(firstOutput), target + bias);
  }
  return { kind: 'matrix', rowCount, columnCount, values, isFloat32 };
}
