import type { ModelInput } from '../../../data/model-input.ts';
import { formatPythonFloat } from '../../../data/convert/python-text.ts';
import type { Column, Table } from '../../../data/table.ts';
import type { Tensor } from '../../../data/tensor.ts';
import { MlflowError } from '../../../errors.ts';
import { showValue } from '../../../shown-value.ts';
import type { OnnxTensors, OnnxTensor, OnnxValue } from './onnx-protocol.ts';

/**
 * What the model is fed with, as mlflow.onnx._OnnxModelWrapper.predict (3.17) makes it: a frame is
 * one matrix where the model has one input, else an array of one dimension for each input; one
 * array is the only input; float64 becomes float32 where the model takes that, and nothing else
 * is cast. Throws MlflowError BAD_REQUEST for what does not fit.
 */
export function toFeeds(input: ModelInput, inputs: readonly OnnxValue[]): OnnxTensors {
  const feeds = arraysByName(input, inputs);
  const unknown = [...feeds.keys()].find((name) => inputs.every((value) => value.name !== name));
  if (unknown !== undefined) {
    throw refusal(`The model has no input ${shown(unknown)}. It takes ${listInputs(inputs)}.`);
  }
  return new Map(
    inputs.map((value): [string, OnnxTensor] => {
      const feed = feeds.get(value.name);
      if (!feed) {
        throw refusal(
          `The input "${value.name}" of the model is missing. It takes ${listInputs(inputs)}.`,
        );
      }
      const cast = castToModel(feed, value);
      checkFit(cast, value, input);
      return [value.name, cast];
    }),
  );
}

function arraysByName(
  input: ModelInput,
  inputs: readonly OnnxValue[],
): ReadonlyMap<string, OnnxTensor> {
  const [first] = inputs;
  switch (input.kind) {
    case 'tensors':
      return new Map([...input.tensors].map(([name, tensor]) => [name, tensorFeed(tensor)]));
    case 'tensor':
      if (!first || inputs.length > 1) {
        throw refusal(
          `The model has ${inputs.length} inputs, but the request holds one array. Send each by its name: ${listInputs(inputs)}.`,
        );
      }
      return new Map([[first.name, tensorFeed(input)]]);
    case 'table':
      return first && inputs.length === 1
        ? new Map([[first.name, matrixFeed(input)]])
        : new Map(inputs.flatMap(({ name }) => columnFeed(input, name)));
    case 'json':
      throw refusal(
        'The model takes a table or arrays, but the input is a plain JSON value; send dataframe_split, dataframe_records, instances or inputs.',
      );
  }
}

function tensorFeed(tensor: Tensor): OnnxTensor {
  const { shape } = tensor;
  if (tensor.dtype !== 'object') return { type: tensor.dtype, shape, data: tensor.values };
  return {
    type: 'string',
    shape,
    data: tensor.values.map((cell, at) => objectText(cell, `item ${at}`)),
  };
}

/** A column of a frame with several inputs; nothing where the frame does not have it. */
function columnFeed(table: Table, name: string): [string, OnnxTensor][] {
  const at = table.names.indexOf(name);
  const column = table.columns[at];
  if (!column) return [];
  const label = `column "${name}"`;
  const shape = [table.rowCount];
  switch (column.dtype) {
    case 'datetime64[ns]':
      throw noDates(label);
    case 'object': {
      const data = column.values.map((cell, row) => objectText(cell, `${label} in row ${row}`));
      return [[name, { type: 'string', shape, data }]];
    }
    case 'boolean':
      return [[name, { type: 'bool', shape, data: column.values }]];
    case 'float64':
    case 'float32':
    case 'int64':
    case 'int32':
      return [[name, { type: column.dtype, shape, data: column.values }]];
  }
}

/** DataFrame.values: of the columns' common type, of objects where there is none. */
function matrixFeed(table: Table): OnnxTensor {
  const { columns, rowCount } = table;
  const shape = [rowCount, columns.length];
  const type = commonType(columns);
  const cells = <T>(read: (column: Column, row: number, at: number) => T): T[] =>
    Array.from({ length: rowCount * columns.length }, (_, index) => {
      const at = index % columns.length;
      return read(columns[at] as Column, Math.floor(index / columns.length), at); // at < length
    });
  const numbers = (): number[] => cells((column, row) => Number(column.values[row]));
  switch (type) {
    case 'float64':
      return { type, shape, data: Float64Array.from(numbers()) };
    case 'float32':
      return { type, shape, data: Float32Array.from(numbers()) };
    case 'int32':
      return { type, shape, data: Int32Array.from(numbers()) };
    case 'bool':
      return { type, shape, data: Uint8Array.from(numbers()) };
    case 'int64': {
      const data = BigInt64Array.from(
        cells((column, row) => BigInt(column.values[row] as bigint | number)),
      );
      return { type, shape, data };
    }
    case 'string': {
      const label = (row: number, at: number): string =>
        `column ${JSON.stringify(table.names[at])} in row ${row}`;
      const data = cells((column, row, at) => cellText(column, row, label(row, at)));
      return { type, shape, data };
    }
  }
}

function commonType(
  columns: readonly Column[],
): 'float64' | 'float32' | 'int64' | 'int32' | 'bool' | 'string' {
  const dtypes = new Set(columns.map(({ dtype }) => dtype));
  if (dtypes.has('object') || dtypes.has('datetime64[ns]')) return 'string';
  if (dtypes.has('boolean')) return dtypes.size === 1 ? 'bool' : 'string';
  const [only] = dtypes;
  if (dtypes.size === 1 && (only === 'float32' || only === 'int64' || only === 'int32'))
    return only;
  return dtypes.has('float64') || dtypes.has('float32') || dtypes.size === 0 ? 'float64' : 'int64';
}

function cellText(column: Column, row: number, label: string): string {
  switch (column.dtype) {
    case 'object':
      return objectText(column.values[row], label);
    case 'int64':
    case 'int32':
      return String(column.values[row]);
    case 'boolean':
      return column.values[row] === 1 ? 'True' : 'False';
    case 'float64':
      return formatPythonFloat(column.values[row] ?? Number.NaN);
    case 'float32':
      throw refusal(`The ${label} is a float32 between texts; send all of them as texts.`);
    case 'datetime64[ns]':
      throw noDates(label);
  }
}

/** str() of an object, where it is certain what Python would have had. */
function objectText(cell: unknown, label: string): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return cell ? 'True' : 'False';
  const text = typeof cell === 'bigint' ? String(cell) : (JSON.stringify(cell) ?? String(cell));
  throw refusal(
    `The ${label} holds ${showValue(text.slice(0, 60), 'a value')}, which is no text; send a text.`,
  );
}

function castToModel(feed: OnnxTensor, { type }: OnnxValue): OnnxTensor {
  if (type !== 'float32' || !(feed.data instanceof Float64Array)) return feed;
  return { type, shape: feed.shape, data: Float32Array.from(feed.data) };
}

function checkFit(feed: OnnxTensor, value: OnnxValue, input: ModelInput): void {
  if (feed.type !== value.type) {
    throw refusal(
      `The input "${value.name}" has the type ${feed.type}, but the model takes ${value.type}; nothing is cast but float64 to float32, as MLflow does.`,
    );
  }
  const { shape } = value;
  // A shape without lengths may also be one that the model leaves open.
  const fits =
    shape.length === 0 ||
    (shape.length === feed.shape.length &&
      shape.every((length, at) => length < 0 || length === feed.shape[at]));
  if (fits) return;
  const advice =
    input.kind === 'table' && feed.shape.length === 1
      ? ' MLflow gives the columns of a frame to several inputs as arrays of one dimension; send "inputs" with an array of the right shape for each.'
      : '';
  throw refusal(
    `The input "${value.name}" has the shape (${feed.shape.join(', ')}), but the model takes ${describeShape(shape)}.${advice}`,
  );
}

function describeShape(shape: readonly number[]): string {
  return `(${shape.map((length) => (length < 0 ? 'any' : length)).join(', ')})`;
}

function listInputs(inputs: readonly OnnxValue[]): string {
  return inputs
    .map(({ name, type, shape }) => `"${name}" (${type}, shape ${describeShape(shape)})`)
    .join(', ');
}

function noDates(label: string): MlflowError {
  return refusal(`The ${label} holds dates, which ONNX does not know; send numbers or texts.`);
}

function shown(name: string): string {
  return showValue(JSON.stringify(name), 'of this name');
}

function refusal(message: string): MlflowError {
  return new MlflowError('BAD_REQUEST', message);
}
