import type {
  ColumnSpec,
  ColumnType,
  ModelSignature,
  ScalarType,
  TensorSpec,
} from '../../core/model/signature.ts';

/** A value of each type. No whole floats: a nested 0 would be taken for an integer. */
const samples: Readonly<Record<ScalarType, unknown>> = {
  boolean: false,
  integer: 0,
  long: 0,
  float: 0.5,
  double: 0.5,
  string: 'text',
  binary: 'AAEC',
  datetime: '2024-01-31T12:00:00',
};

/** Larger arrays are no example that anybody reads. */
const largestArray = 4096;

/**
 * A request body of one row that fits a signature, with made-up values; undefined when there is no
 * signature or it asks for a very large array.
 */
export function sampleInput(signature: ModelSignature | undefined): object | undefined {
  const schema = signature?.inputs;
  if (!schema) return undefined;
  const data =
    schema.kind === 'tensors' ? sampleTensors(schema.tensors) : sampleColumns(schema.columns);
  if (!data || !signature.params) return data;
  const params = signature.params.map((param) => [param.name, param.default]);
  return { ...data, params: Object.fromEntries(params) };
}

function sampleColumns(columns: readonly ColumnSpec[]): object {
  const row = columns.map(({ type }) => sampleOf(type));
  const names = columns.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const split = { ...(names.length === columns.length && { columns: names }), data: [row] };
  return { dataframe_split: split };
}

/** A value of a type, made up. */
function sampleOf(type: ColumnType): unknown {
  switch (type.kind) {
    case 'scalar':
      return samples[type.type];
    case 'array':
      return [sampleOf(type.items)];
    case 'object':
      return Object.fromEntries(type.properties.map((part) => [part.name, sampleOf(part.type)]));
    case 'map':
      return { key: sampleOf(type.values) };
    case 'any':
      return 'text';
  }
}

function sampleTensors(tensors: readonly TensorSpec[]): object | undefined {
  const sizes = tensors.map(({ shape }) =>
    // An empty dimension does not make the ones before it any shorter.
    shape.reduce((size, length) => size * Math.max(1, Math.abs(length)), 1),
  );
  if (sizes.some((size) => size > largestArray)) return undefined;
  const [first] = tensors;
  if (first?.name === undefined) return first && { inputs: sampleTensor(first) };
  return {
    inputs: Object.fromEntries(tensors.map((tensor) => [tensor.name ?? '', sampleTensor(tensor)])),
  };
}

function sampleTensor({ dtype, shape }: TensorSpec, depth = 0): unknown {
  const length = shape[depth];
  if (length === undefined) return sampleElement(dtype);
  return Array.from({ length: Math.abs(length) }, () => sampleTensor({ dtype, shape }, depth + 1));
}

function sampleElement(dtype: string): unknown {
  if (dtype.startsWith('float')) return 0.5;
  if (/^u?int/u.test(dtype)) return 0;
  return dtype === 'bool' ? false : 'text';
}
