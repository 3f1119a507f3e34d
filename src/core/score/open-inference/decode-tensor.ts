import { toTensor } from '../../data/convert/array-from-json.ts';
import { castColumn } from '../../data/convert/cast-column.ts';
import { decodeBase64, isPlainBase64 } from '../../data/convert/base64.ts';
import { inferColumn } from '../../data/convert/infer-column.ts';
import { int64Range, isWithin } from '../../data/convert/integer-range.ts';
import { describeValue, invalidInput } from '../../data/json/json-value.ts';
import { measureJson } from '../../data/json/measure-json.ts';
import { readJson } from '../../data/json/read-json.ts';
import type { Column } from '../../data/table.ts';
import type { Tensor } from '../../data/tensor.ts';
import { MlflowError } from '../../errors.ts';
import { toDtype } from './datatype.ts';
import type { InferInput } from './parse-infer-request.ts';

const deepest = 64; // NumPy's own limit of dimensions
/** As deep as the body of a request may nest. */
const deepestCell = 500;

/**
 * The tensor that an input holds. Throws MlflowError BAD_REQUEST when its data do not fill its shape
 * or do not have its datatype. Follows mlserver.codecs.numpy.NumpyCodec (1.7).
 */
export function decodeTensor(input: InferInput): Tensor {
  const tensor = input.datatype === 'BYTES' ? decodeTexts(input) : decodeNumbers(input);
  return { ...tensor, shape: input.shape };
}

function decodeNumbers(input: InferInput): Tensor {
  const { data, datatype } = input;
  const tensor = toTensor(data, toDtype(datatype), subjectOf(input));
  checkCount(input, tensor.values.length);
  return tensor;
}

function decodeTexts(input: InferInput): Tensor {
  const values = flatTexts(input);
  const missing = values.indexOf(null);
  if (missing < 0) return { kind: 'tensor', dtype: 'object', values, shape: [values.length] };
  throw invalidInput(
    `${subjectOf(input)}, element ${missing + 1}, is null; an array of texts cannot have gaps.`,
  );
}

function flatTexts(input: InferInput): readonly (string | null)[] {
  const values: readonly unknown[] = input.data.flat(deepest);
  checkCount(input, values.length);
  return values.map((value, index) => {
    if (typeof value === 'string' || value === null) return value;
    throw invalidInput(
      `${subjectOf(input)}, element ${index + 1}, is ${describeValue(value)}, but BYTES are sent as texts.`,
    );
  });
}

function checkCount(input: InferInput, count: number): void {
  const expected = input.shape.reduce((product, length) => product * length, 1);
  // Rows without values cost nothing to ask for, however many, but are answered each.
  const hasEmptyRows = count === 0 && input.shape[0] !== 0;
  if (count === expected && !hasEmptyRows) return;
  if (hasEmptyRows && expected === 0) {
    throw invalidInput(
      `${subjectOf(input)} has the shape [${input.shape.join(', ')}], whose rows have no values. Send rows with values, or none.`,
    );
  }
  throw invalidInput(
    `${subjectOf(input)} has ${count} values, but its shape [${input.shape.join(', ')}] asks for ${expected}.`,
  );
}

/**
 * The column that an input holds; `contentType` says how texts are to be read. Throws MlflowError
 * BAD_REQUEST. Follows mlserver.codecs.pandas.PandasCodec (1.7).
 */
export function decodeColumn(input: InferInput, contentType: string | undefined): Column {
  const [rowCount = 0, ...rest] = input.shape;
  if (rest.length > 1 || (rest[0] ?? 1) !== 1) {
    throw invalidInput(
      `${subjectOf(input)} has the shape [${input.shape.join(', ')}], but a column has one value for each row: send [${rowCount}] or [${rowCount}, 1].`,
    );
  }
  if (input.datatype !== 'BYTES') return toColumn(decodeNumbers(input), input);
  const texts = flatTexts(input);
  switch (contentType ?? 'str') {
    case 'base64':
      return { dtype: 'object', values: texts.map((text) => text && readBase64(text, input)) };
    case 'datetime':
      return castColumn(texts, 'datetime', input.name);
    case 'pd_json':
      return { dtype: 'object', values: texts.map((text) => readCell(text, input)) };
    default:
      return inferColumn(texts);
  }
}

function readBase64(text: string, input: InferInput): Uint8Array {
  if (isPlainBase64(text)) return decodeBase64(text);
  throw invalidInput(`${subjectOf(input)} holds ${describeValue(text)}, which is not base64.`);
}

function readCell(text: string | null, input: InferInput): unknown {
  if (text === null) return null;
  if (measureJson(text).depth > deepestCell) {
    throw invalidInput(
      `${subjectOf(input)} holds JSON that nests more than ${deepestCell} levels deep.`,
    );
  }
  try {
    return readJson(text, { keepsFloats: false });
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    throw invalidInput(`${subjectOf(input)} holds ${describeValue(text)}, which is not JSON.`);
  }
}

/** A table has no dtypes for small and unsigned integers: they go into one that holds them all. */
function toColumn(tensor: Tensor, input: InferInput): Column {
  switch (tensor.dtype) {
    case 'float64':
    case 'float32':
    case 'int64':
    case 'int32':
    case 'object':
      return tensor;
    case 'bool':
      return { dtype: 'boolean', values: tensor.values };
    case 'int16':
    case 'uint16':
    case 'int8':
    case 'uint8':
      return { dtype: 'int32', values: Int32Array.from(tensor.values) };
    case 'uint32':
      return { dtype: 'int64', values: BigInt64Array.from(tensor.values, BigInt) };
    case 'uint64':
      return { dtype: 'int64', values: BigInt64Array.from(tensor.values, narrowed(input)) };
  }
}

function narrowed(input: InferInput): (value: bigint) => bigint {
  return (value) => {
    if (isWithin(value, int64Range)) return value;
    throw invalidInput(
      `${subjectOf(input)} holds ${describeValue(value)}, which is too large for a 64-bit column.`,
    );
  };
}

function subjectOf({ name }: InferInput): string {
  return `Input ${JSON.stringify(name)}`;
}
