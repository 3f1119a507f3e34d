import { invalidInput } from '../../data/json/json-value.ts';
import type { ColumnSpec, Schema, TensorSpec } from '../../model/signature.ts';
import type { InferInput } from './parse-infer-request.ts';

/**
 * Halves (FP16) are held as float32, so they are taken only where that makes no difference: for an
 * array that the signature has as float16, which takes nothing else, and for a column of `columns`
 * that it has as float or double, to which they are widened. Elsewhere models would compute with
 * halves. Throws MlflowError BAD_REQUEST.
 */
export function checkHalves(
  input: InferInput,
  schema: Schema | undefined,
  form: 'columns' | 'arrays',
): void {
  const isHalf = input.datatype === 'FP16';
  const spec = findSpec(input, schema);
  if (spec && 'dtype' in spec && spec.dtype === 'float16') {
    if (isHalf) return;
    throw invalidInput(
      `Input ${JSON.stringify(input.name)} has the datatype ${input.datatype}, but the signature asks for float16. Send it as FP16.`,
    );
  }
  if (!isHalf || (form === 'columns' && isWidened(spec))) return;
  throw invalidInput(
    `Input ${JSON.stringify(input.name)} has the datatype FP16, which is taken for columns that the ` +
      'signature has as float or double, and for arrays that it has as float16. Send it as FP32.',
  );
}

function findSpec({ name }: InferInput, schema: Schema | undefined) {
  if (!schema) return undefined;
  const specs: readonly (ColumnSpec | TensorSpec)[] =
    schema.kind === 'tensors' ? schema.tensors : schema.columns;
  const [first] = specs;
  // One array without a name goes by any.
  if (schema.kind === 'tensors' && first?.name === undefined) return first;
  return specs.find((spec) => spec.name === name);
}

function isWidened(spec: ColumnSpec | TensorSpec | undefined): boolean {
  if (!spec || 'dtype' in spec || spec.type.kind !== 'scalar') return false;
  return spec.type.type === 'float' || spec.type.type === 'double';
}
