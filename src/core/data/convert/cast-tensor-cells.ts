import type { TensorSpec } from '../../model/signature.ts';
import { toTensor } from './array-from-json.ts';
import { describeName, invalidInput, unwrapFloat } from '../json/json-value.ts';
import type { Column, ColumnName } from '../table.ts';
import type { Tensor } from '../tensor.ts';

/**
 * Casts a column of a frame that goes to a model with tensors in its signature. The cells stay
 * objects until the signature is enforced; lists, the rows of a wider tensor, stay as they are.
 * Follows mlflow.utils.proto_json_utils.cast_df_types_according_to_schema (3.17).
 */
export function castTensorCells(
  values: readonly unknown[],
  spec: TensorSpec,
  name: ColumnName,
): Column {
  if (values.length === 0) throw invalidInput('The request has no rows; send at least one.');
  if (Array.isArray(values[0])) return { dtype: 'object', values };
  const tensor = toTensor(values, spec.dtype, `Column ${describeName(name)}`);
  return { dtype: 'object', values: tensorCells(tensor) };
}

/** The elements of a tensor as cells: numbers, bigints, booleans, strings, bytes. */
export function tensorCells(tensor: Tensor): readonly unknown[] {
  if (tensor.dtype === 'bool') return Array.from(tensor.values, Boolean);
  return Array.from<unknown>(tensor.values).map(unwrapFloat);
}
