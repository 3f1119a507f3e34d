import type { Tensor } from '../../../data/tensor.ts';
import type { Matrix } from './matrix.ts';

/** Numbers in two dimensions as rows: floats as a matrix, which parts compute with as it is. */
export function numberRows(tensor: Exclude<Tensor, { readonly dtype: 'object' }>): Matrix | Tensor {
  if (tensor.dtype !== 'float64' && tensor.dtype !== 'float32') return tensor;
  const [rowCount = 0, columnCount = 0] = tensor.shape;
  const isFloat32 = tensor.dtype === 'float32';
  return { kind: 'matrix', rowCount, columnCount, values: tensor.values, isFloat32 };
}
