import type { ColumnSpec, ScalarType, Schema, TensorSpec } from '../../model/signature.ts';
import { type Datatype, toDatatype } from './datatype.ts';

/** A tensor that the model takes or gives, as the protocol's metadata have it. */
export interface MetadataTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly parameters: { readonly content_type: string };
}

type DataFormat = readonly [datatype: Datatype, contentType: string];

const formats: Readonly<Record<ScalarType, DataFormat>> = {
  boolean: ['BOOL', 'np'],
  integer: ['INT32', 'np'],
  long: ['INT64', 'np'],
  float: ['FP32', 'np'],
  double: ['FP64', 'np'],
  string: ['BYTES', 'str'],
  binary: ['BYTES', 'base64'],
  datetime: ['BYTES', 'datetime'],
};

/**
 * The tensors of a schema; those without a name are called `input-0`, `output-0` and so on.
 * Follows mlserver_mlflow.metadata.to_metadata_tensors (1.7).
 */
export function describeTensors(
  schema: Schema | undefined,
  prefix: 'input-' | 'output-',
): readonly MetadataTensor[] {
  const specs: readonly (ColumnSpec | TensorSpec)[] =
    schema?.kind === 'tensors' ? schema.tensors : (schema?.columns ?? []);
  return specs.map((spec, index) => {
    const [datatype, contentType] = formatOf(spec);
    return {
      name: String(spec.name ?? `${prefix}${index}`),
      datatype,
      shape: 'dtype' in spec ? spec.shape : [-1, 1],
      parameters: { content_type: contentType },
    };
  });
}

function formatOf(spec: ColumnSpec | TensorSpec): DataFormat {
  if ('dtype' in spec) return [toDatatype(spec.dtype), 'np'];
  return spec.type.kind === 'scalar' ? formats[spec.type.type] : ['BYTES', 'pd_json'];
}

/**
 * What the inputs of a model with this schema are together, unless a request says otherwise.
 * Follows mlserver_mlflow.metadata.to_model_content_type (1.7).
 */
export function contentTypeOf(schema: Schema | undefined): 'pd' | 'np' | 'dict' | undefined {
  if (!schema) return undefined;
  if (schema.kind === 'columns') return 'pd';
  return schema.tensors[0]?.name === undefined ? 'np' : 'dict';
}
