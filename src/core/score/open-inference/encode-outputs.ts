import { formatDatetime } from '../../data/convert/parse-datetime.ts';
import { encodePrediction } from '../../data/encode-prediction.ts';
import type { Prediction } from '../../data/model-input.ts';
import { type Column, notATime, type Table } from '../../data/table.ts';
import type { Tensor } from '../../data/tensor.ts';
import { type Datatype, toDatatype } from './datatype.ts';

/** The parts of a response that hold a prediction; `outputs` is JSON text. */
export interface EncodedOutputs {
  /** What the outputs are together, which a client decodes by. */
  readonly contentType: string;
  readonly outputs: string;
}

interface Output {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly contentType: string | undefined;
  /** JSON of a flat list. */
  readonly data: string;
}

/**
 * A prediction as the protocol's outputs: an array is `output-1`, a frame has one output a column,
 * arrays by name keep their names; NaN and infinities are null. Other values go as JSON texts.
 * Follows the response codecs of MLServer and mlserver_mlflow (1.7).
 */
export function encodeOutputs(prediction: Prediction): EncodedOutputs {
  switch (prediction.kind) {
    case 'tensor':
      return toOutputs('np', [tensorOutput('output-1', prediction)]);
    case 'table':
      return toOutputs('pd', tableOutputs(prediction));
    case 'tensors':
      return toOutputs(
        'dict',
        [...prediction.tensors].map(([name, tensor]) => tensorOutput(name, tensor)),
      );
    case 'json':
      return toOutputs('pd', [jsonOutput(prediction.value)]);
  }
}

function toOutputs(contentType: string, outputs: readonly Output[]): EncodedOutputs {
  return { contentType, outputs: `[${outputs.map(encodeOutput).join(', ')}]` };
}

function encodeOutput({ name, datatype, shape, contentType, data }: Output): string {
  const parameters =
    contentType === undefined
      ? ''
      : `"parameters": ${JSON.stringify({ content_type: contentType })}, `;
  return (
    `{"name": ${JSON.stringify(name)}, "shape": ${JSON.stringify(shape)}, ` +
    `"datatype": "${datatype}", ${parameters}"data": ${data}}`
  );
}

function tensorOutput(name: string, tensor: Tensor): Output {
  return {
    name,
    datatype: toDatatype(tensor.dtype),
    shape: withBatch(tensor.shape),
    contentType: 'np',
    data: encodePrediction({ ...tensor, shape: [tensor.values.length] }),
  };
}

/** One dimension is N rows of one value. Follows mlserver.codecs.utils.inject_batch_dimension. */
function withBatch(shape: readonly number[]): readonly number[] {
  if (shape.length > 1) return shape;
  return shape.length === 0 ? [1, 1] : [...shape, 1];
}

function tableOutputs({ names, columns }: Table): Output[] {
  return columns.map((column, index) => columnOutput(String(names[index] ?? index), column));
}

function columnOutput(name: string, column: Column): Output {
  const shape = [column.values.length, 1];
  if (column.dtype === 'object')
    return { name, shape, datatype: 'BYTES', ...encodeObjects(column.values) };
  if (column.dtype === 'datetime64[ns]') {
    const texts = Array.from(column.values, (value) =>
      value === notATime ? null : formatDatetime(value),
    );
    return { name, shape, datatype: 'BYTES', contentType: 'datetime', data: JSON.stringify(texts) };
  }
  const values: Tensor =
    column.dtype === 'boolean'
      ? { kind: 'tensor', dtype: 'bool', values: column.values, shape }
      : { kind: 'tensor', ...column, shape };
  const { datatype, data } = tensorOutput(name, values);
  return { name, shape, datatype, contentType: undefined, data };
}

/** Texts are texts; anything else is told apart by writing each element as JSON. */
function encodeObjects(values: readonly unknown[]): Pick<Output, 'contentType' | 'data'> {
  if (values.every((value) => typeof value === 'string')) {
    return { contentType: 'str', data: JSON.stringify(values) };
  }
  const texts = values.map((value) => encodePrediction({ kind: 'json', value }));
  return { contentType: 'pd_json', data: JSON.stringify(texts) };
}

function jsonOutput(value: unknown): Output {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return {
    name: 'output-1',
    datatype: 'BYTES',
    shape: [values.length, 1],
    ...encodeObjects(values),
  };
}
