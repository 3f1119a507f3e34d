import { PythonFloat } from '../../../data/json/json-value.ts';
import type { ModelInput, Prediction } from '../../../data/model-input.ts';
import type { Column } from '../../../data/table.ts';
import type { Tensor } from '../../../data/tensor.ts';
import { MlflowError } from '../../../errors.ts';
import type { OnnxInterface, OnnxTensor } from './onnx-protocol.ts';

/**
 * The answer as mlflow.onnx._OnnxModelWrapper.predict (3.17) gives it: to a frame a frame with a
 * column for each output, flattened; to arrays the outputs by name. A ZipMap is a list of dicts.
 */
export function fromOutputs(
  outputs: ReadonlyMap<string, OnnxTensor>,
  { zipMaps }: Pick<OnnxInterface, 'zipMaps'>,
  input: ModelInput,
): Prediction {
  const answers = [...outputs].map(
    ([name, output]): [string, Tensor | ReadonlyMap<string, unknown>[]] => {
      const tensor = toTensor(output);
      const keys = zipMaps.get(name);
      return [name, keys ? zipRows(tensor, keys) : tensor];
    },
  );
  if (input.kind === 'table') return toTable(answers);
  if (answers.every(([, answer]) => !Array.isArray(answer))) {
    const tensors = answers.flatMap(([name, answer]) =>
      'kind' in answer ? [[name, answer] as const] : [],
    );
    return { kind: 'tensors', tensors: new Map(tensors) };
  }
  const entries = answers.map(([name, answer]): [string, unknown] => [
    name,
    'kind' in answer ? nestedList(answer) : answer,
  ]);
  return { kind: 'json', value: new Map(entries) };
}

function toTensor({ type, shape, data }: OnnxTensor): Tensor {
  if (type === 'string') {
    return { kind: 'tensor', dtype: 'object', shape, values: Array.from<unknown>(data) };
  }
  if (type === 'float16') {
    const values = Float32Array.from(data as ArrayLike<number>, halfToNumber(data));
    return { kind: 'tensor', dtype: 'float32', shape, values };
  }
  return { kind: 'tensor', dtype: type, shape, values: data } as Tensor; // data is of the type
}

/** onnxruntime gives halves as their bits, or as a Float16Array where the engine has that. */
function halfToNumber(data: OnnxTensor['data']): (value: number) => number {
  if (!(data instanceof Uint16Array)) return (value) => value;
  return (bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
    return exponent === 0
      ? sign * fraction * 2 ** -24
      : sign * (fraction + 1024) * 2 ** (exponent - 25);
  };
}

/** The rows of a matrix as dicts, whose keys stand in ascending order as in std::map. */
function zipRows(
  { shape, values }: Tensor,
  keys: readonly bigint[] | readonly string[],
): ReadonlyMap<string, unknown>[] {
  const width = shape.at(-1) ?? 0;
  if (width !== keys.length) {
    throw new MlflowError(
      'BAD_REQUEST',
      `The model has ${keys.length} class labels for the ${width} numbers of a row.`,
    );
  }
  const order = [...keys.keys()].sort((a, b) => compareKeys(keys[a], keys[b]));
  const rowCount = shape.length > 1 ? (shape[0] ?? 0) : 1;
  return Array.from(
    { length: rowCount },
    (_, row) =>
      new Map(order.map((at) => [String(keys[at]), asPythonFloat(values[row * width + at])])),
  );
}

function compareKeys(a: bigint | string | undefined, b: bigint | string | undefined): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : Number(a > b);
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

/** Floats keep their point also where they are integral: `1.0`. */
function asPythonFloat(value: unknown): unknown {
  return typeof value === 'number' && Number.isInteger(value) ? new PythonFloat(value) : value;
}

function toTable(answers: readonly (readonly [string, Tensor | readonly unknown[]])[]): Prediction {
  const columns = answers.map(([, answer]): Column =>
    'kind' in answer ? toColumn(answer) : { dtype: 'object', values: answer },
  );
  const lengths = columns.map(({ values }) => values.length);
  const [rowCount = 0] = lengths;
  if (lengths.some((length) => length !== rowCount)) {
    const listed = answers.map(([name], at) => `"${name}" ${lengths[at]}`).join(', ');
    throw new MlflowError(
      'BAD_REQUEST',
      `The outputs of the model have different numbers of values (${listed}), which do not make the one frame that MLflow answers a frame with; send the rows as an array in "inputs" instead.`,
    );
  }
  return { kind: 'table', names: answers.map(([name]) => name), columns, rowCount };
}

/** Types that a column does not have are widened, which changes nothing in how they are written. */
function toColumn(tensor: Tensor): Column {
  switch (tensor.dtype) {
    case 'float64':
    case 'float32':
    case 'int64':
    case 'int32':
      return tensor;
    case 'bool':
      return { dtype: 'boolean', values: tensor.values };
    case 'object':
    case 'uint64':
      return { dtype: 'object', values: Array.from<unknown>(tensor.values) };
    case 'uint32':
      return { dtype: 'int64', values: BigInt64Array.from(tensor.values, BigInt) };
    case 'int16':
    case 'uint16':
    case 'int8':
    case 'uint8':
      return { dtype: 'int32', values: Int32Array.from(tensor.values) };
  }
}

function nestedList(tensor: Tensor): unknown {
  const isFloat = tensor.dtype === 'float64' || tensor.dtype === 'float32';
  const isBoolean = tensor.dtype === 'bool';
  let at = 0;
  const item = (): unknown => {
    const value = tensor.values[at];
    at += 1;
    if (isFloat) return asPythonFloat(value);
    return isBoolean ? value === 1 : value;
  };
  const from = (dimension: number): unknown => {
    const length = tensor.shape[dimension];
    return length === undefined ? item() : Array.from({ length }, () => from(dimension + 1));
  };
  return from(0);
}
