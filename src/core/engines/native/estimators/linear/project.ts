import type { Matrix } from '../../rows/matrix.ts';
import type { Projection } from './plans.ts';

/** (X - offset) @ weights, in float32 where all of it is float32. */
export function project(matrix: Matrix, projection: Projection): Matrix {
  const { weights, componentCount, offset } = projection;
  const { rowCount, columnCount } = matrix;
  const isFloat32 = matrix.isFloat32 && projection.isFloat32;
  const round = isFloat32 ? Math.fround : Number;
  const length = rowCount * componentCount;
  const values = isFloat32 ? new Float32Array(length) : new Float64Array(length);
  const centred = new Float64Array(columnCount);
  for (let row = 0; row < rowCount; row += 1) {
    for (let column = 0; column < columnCount; column += 1) {
      let value = Number(matrix.values[row * columnCount + column]);
      if (offset) value = round(value - Number(offset[column]));
      centred[column] = value;
    }
    for (let component = 0; component < componentCount; component += 1) {
      let sum = 0;
      for (let column = 0; column < columnCount; column += 1) {
        sum += Number(centred[column]) * Number(weights[column * componentCount + component]);
      }
      values[row * componentCount + component] = sum;
    }
  }
  return { kind: 'matrix', rowCount, columnCount: componentCount, values, isFloat32 };
}
