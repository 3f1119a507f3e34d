import { MlflowError, SchemaMismatchError } from '../../errors.ts';
import type { TensorSpec } from '../../model/signature.ts';
import { toTensor } from '../convert/array-from-json.ts';
import { columnCells } from '../column-cells.ts';
import { describeName, describeValue, kindOf } from '../json/json-value.ts';
import type { ModelInput } from '../model-input.ts';
import type { Column, Table } from '../table.ts';
import type { Tensor, TensorDtype } from '../tensor.ts';

/**
 * Checks the input of a model whose signature has tensors: names, dtypes and shapes. Columns of a
 * frame become tensors. Throws SchemaMismatchError.
 * Follows mlflow.models.utils._enforce_tensor_schema (3.17).
 */
export function enforceTensors(input: ModelInput, specs: readonly TensorSpec[]): ModelInput {
  const [first] = specs;
  if (!first) return input;
  return first.name === undefined ? enforceUnnamed(input, first) : enforceNamed(input, specs);
}

function enforceUnnamed(input: ModelInput, spec: TensorSpec): Tensor {
  switch (input.kind) {
    case 'tensor':
      return enforceTensor(input, spec);
    case 'table':
      return enforceTensor(tensorOfTable(input, spec), spec);
    case 'tensors':
    case 'json':
      throw new SchemaMismatchError(
        `The signature asks for one unnamed array of shape ${describeShape(spec.shape)}, but the request names its parts. ` +
          'Send {"inputs": [[…], …]}.',
      );
  }
}

function enforceNamed(input: ModelInput, specs: readonly TensorSpec[]): ModelInput {
  const names = specs.map((spec) => describeName(spec.name ?? '')).join(', ');
  if (input.kind !== 'tensors' && input.kind !== 'table') {
    throw new SchemaMismatchError(
      `The signature asks for the named arrays ${names}. Send {"inputs": {…}} with a list for each name.`,
    );
  }
  const tensors = specs.map((spec): [string, Tensor] => {
    const name = spec.name ?? '';
    const part = input.kind === 'table' ? columnTensor(input, spec) : input.tensors.get(name);
    if (part) return [name, enforceTensor(part, spec)];
    throw new SchemaMismatchError(
      `The input ${describeName(name)} is missing; the signature asks for ${names}.`,
    );
  });
  return { kind: 'tensors', tensors: new Map(tensors) };
}

function columnTensor(table: Table, spec: TensorSpec): Tensor | undefined {
  const column = table.columns[table.names.indexOf(spec.name ?? '')];
  return column && tensorOfColumn(column, spec);
}

function tensorOfTable(table: Table, spec: TensorSpec): Tensor {
  const [only] = table.columns;
  if (!only || table.rowCount === 0) throw new SchemaMismatchError('The input has no rows.');
  if (table.columns.length === 1) return tensorOfColumn(only, spec);
  const width = table.columns.length;
  const fits = spec.shape.length === 2 && spec.shape[0] === -1 && spec.shape[1] === width;
  if (!fits) {
    throw new SchemaMismatchError(
      `The request has ${width} columns, but the signature asks for an array of shape ${describeShape(spec.shape)}.`,
    );
  }
  const columns = table.columns.map(columnCells);
  const rows = Array.from({ length: table.rowCount }, (_, row) =>
    columns.map((cells) => cells[row]),
  );
  return convert(rows, spec);
}

/** Follows mlflow.models.utils._reshape_and_cast_pandas_column_values (3.17). */
function tensorOfColumn(column: Column, spec: TensorSpec): Tensor {
  const [length, ...inner] = spec.shape;
  if (length !== -1 || inner.includes(-1)) {
    throw new SchemaMismatchError(
      `The signature's shape ${describeShape(spec.shape)} cannot be filled from a column: only its first dimension may vary. Send {"inputs": …}.`,
    );
  }
  const cells = columnCells(column);
  const kind = kindOf(cells[0]);
  if (kind === 'list') return reshape(cells, spec, inner);
  const isColumnOfValues = inner.length === 0 || (inner.length === 1 && inner[0] === 1);
  if (cells.length === 0 || kind === 'null' || kind === 'object' || !isColumnOfValues) {
    throw new SchemaMismatchError(
      `The signature asks for an array of shape ${describeShape(spec.shape)}, which a column that starts with ${describeValue(cells[0])} does not fill.`,
    );
  }
  return { ...convert(cells, spec), shape: [cells.length, ...inner] };
}

function reshape(cells: readonly unknown[], spec: TensorSpec, inner: readonly number[]): Tensor {
  const tensor = convert(cells, spec);
  const size = inner.reduce((product, length) => product * length, 1);
  if (tensor.shape.length === 2 && tensor.shape[1] === size) {
    return { ...tensor, shape: [cells.length, ...inner] };
  }
  throw new SchemaMismatchError(
    `Each row's list must hold ${size} values for the signature's shape ${describeShape(spec.shape)}; ` +
      `here they make an array of shape ${describeShape(tensor.shape)}.`,
  );
}

function convert(values: readonly unknown[], spec: TensorSpec): Tensor {
  try {
    return toTensor(values, spec.dtype, 'The input');
  } catch (error) {
    if (error instanceof MlflowError && error.code === 'BAD_REQUEST') {
      throw new SchemaMismatchError(error.markedMessage, { cause: error });
    }
    throw error;
  }
}

/** Follows mlflow.models.utils._enforce_tensor_spec (3.17). */
function enforceTensor(tensor: Tensor, spec: TensorSpec): Tensor {
  if (spec.dtype === 'object' && spec.shape.length === 1 && spec.shape[0] === -1) return tensor;
  const fits =
    spec.shape.length === tensor.shape.length &&
    spec.shape.every((length, index) => length === -1 || length === tensor.shape[index]);
  const subject = spec.name === undefined ? 'The input' : `The input ${describeName(spec.name)}`;
  if (!fits) {
    throw new SchemaMismatchError(
      `${subject} has the shape ${describeShape(tensor.shape)}, but the signature asks for ${describeShape(spec.shape)} (-1 stands for any length).`,
    );
  }
  if (tensor.dtype === heldAs(spec.dtype)) return tensor;
  throw new SchemaMismatchError(
    `${subject} has the dtype ${tensor.dtype}, but the signature asks for ${spec.dtype}.`,
  );
}

const numeric: ReadonlySet<string> = new Set<TensorDtype>([
  'float64',
  'float32',
  'int64',
  'uint64',
  'int32',
  'uint32',
  'int16',
  'uint16',
  'int8',
  'uint8',
  'bool',
]);

/** Halves are held as float32, texts and bytes as objects. */
function heldAs(dtype: string): string {
  if (dtype === 'float16') return 'float32';
  return numeric.has(dtype) ? dtype : 'object';
}

function describeShape(shape: readonly number[]): string {
  return `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
}
