import type { ColumnDtype, Table } from '../../data/table.ts';
import type { Tensor, TensorDtype } from '../../data/tensor.ts';
import type { InferredSignature } from '../../model/inferred-signature.ts';
import type { ColumnSpec, ScalarType, Schema } from '../../model/signature.ts';
import { featuresOf, predictRows } from './evaluate/evaluate-plan.ts';
import type { InputFeature } from './evaluate/input-feature.ts';
import type { Plan } from './plan.ts';

/** Wider inputs are no signature that anybody reads. */
const mostFeatures = 10_000;

/**
 * The signature that a model without one would have, by its own state: names and number of
 * features, the type of the categories it knows, and what it answers to one such row. Undefined
 * where the state does not tell.
 */
export function inferSignature(plan: Plan): InferredSignature | undefined {
  const features = featuresOf(plan.root);
  if (!features || features.length === 0 || features.length > mostFeatures) return undefined;
  const outputs = inferOutputs(plan, features);
  const inputs: Schema = { kind: 'columns', columns: features.map(toColumnSpec) };
  return {
    signature: { inputs, ...(outputs && { outputs }) },
    example: exampleBody(features),
  };
}

function toColumnSpec({ name, type }: InputFeature): ColumnSpec {
  return {
    ...(name !== undefined && { name }),
    type: { kind: 'scalar', type },
    required: true,
  };
}

function exampleBody(features: readonly InputFeature[]): object {
  const row = features.map(({ example }) => example);
  const names = namesOf(features);
  return names ? { dataframe_split: { columns: names, data: [row] } } : { inputs: [row] };
}

/** The names of all features; undefined when one has none. */
function namesOf(features: readonly InputFeature[]): string[] | undefined {
  const names = features.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return names.length === features.length ? names : undefined;
}

/** What the model answers to the example; nothing when it refuses the example. */
function inferOutputs(plan: Plan, features: readonly InputFeature[]): Schema | undefined {
  let answer: Table | Tensor;
  try {
    answer = predictRows(plan, exampleInput(features), { firstRow: 0 });
  } catch {
    return undefined;
  }
  if (answer.kind === 'table') return { kind: 'columns', columns: frameColumns(answer) };
  const type = outputTypes[answer.dtype];
  const width = answer.shape.slice(1).reduce((product, length) => product * length, 1);
  const column: ColumnSpec = { type: { kind: 'scalar', type }, required: true };
  return { kind: 'columns', columns: Array.from({ length: width }, () => column) };
}

function frameColumns({ names, columns }: Table): ColumnSpec[] {
  return columns.map(({ dtype }, index): ColumnSpec => {
    const name = names[index];
    const type = dtype === 'boolean' ? 'boolean' : outputTypes[columnTypes[dtype]];
    return {
      ...(typeof name === 'string' && { name }),
      type: { kind: 'scalar', type },
      required: true,
    };
  });
}

const columnTypes: Readonly<Record<Exclude<ColumnDtype, 'boolean'>, TensorDtype>> = {
  float64: 'float64',
  float32: 'float32',
  int64: 'int64',
  int32: 'int32',
  'datetime64[ns]': 'object',
  object: 'object',
};

const outputTypes: Readonly<Record<TensorDtype, ScalarType>> = {
  float64: 'double',
  float32: 'float',
  int64: 'long',
  uint64: 'long',
  int32: 'integer',
  uint32: 'long',
  int16: 'integer',
  uint16: 'integer',
  int8: 'integer',
  uint8: 'integer',
  bool: 'boolean',
  object: 'string',
};

function exampleInput(features: readonly InputFeature[]): Table | Tensor {
  const row = features.map(({ example }) => example);
  const names = namesOf(features);
  if (!names) {
    return row.every((value) => typeof value === 'number')
      ? { kind: 'tensor', dtype: 'float64', shape: [1, row.length], values: Float64Array.from(row) }
      : { kind: 'tensor', dtype: 'object', shape: [1, row.length], values: row };
  }
  const columns = row.map((value) =>
    typeof value === 'number'
      ? ({ dtype: 'float64', values: Float64Array.of(value) } as const)
      : ({ dtype: 'object', values: [value] } as const),
  );
  return { kind: 'table', names, columns, rowCount: 1 };
}
