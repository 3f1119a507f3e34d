import {
  describeValue,
  entriesOf,
  invalidInput,
  isJsonObject,
  type JsonObject,
  valueAt,
} from '../../data/json/json-value.ts';
import { decodeUtf8, readJson } from '../../data/json/read-json.ts';
import { type Datatype, datatypeNames, isDatatype } from './datatype.ts';

/** One tensor of a request. */
export interface InferInput {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** How its data are to be read: `np`, `str`, `base64`, `datetime` or `pd_json`. */
  readonly contentType?: string;
  /** Flat or nested lists, as they came. */
  readonly data: readonly unknown[];
}

/** A request of the Open Inference Protocol that was understood. */
export interface InferRequest {
  readonly id?: string;
  /** What the inputs are together: `pd`, `np`, `str` or `dict`. */
  readonly contentType?: string;
  /** Inference parameters: what stands beside the content type. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: readonly InferInput[];
}

const ownParameters = new Set(['content_type', 'headers']);

/**
 * Reads the body of an infer request. `keepsFloats` tells `5.0` from `5`, which parameters need.
 * Throws MlflowError BAD_REQUEST that says which entry is wrong. "outputs" is ignored, as MLServer's
 * MLflow runtime does.
 */
export function parseInferRequest(body: Uint8Array, keepsFloats: boolean): InferRequest {
  const value = readJson(decodeUtf8(body), { keepsFloats });
  if (!isJsonObject(value)) {
    throw invalidInput(`The body must be an object with "inputs", not ${describeValue(value)}.`);
  }
  const inputs = valueAt(value, 'inputs');
  if (!Array.isArray(inputs) || inputs.length === 0) {
    throw invalidInput(
      `"inputs" must be a list of at least one tensor, not ${describeEntry(inputs)}.`,
    );
  }
  const id = readText(value, 'id', 'The request');
  const parameters = readParameters(value, 'The request');
  const contentType = readText(parameters, 'content_type', 'The request');
  return {
    params: Object.fromEntries(entriesOf(parameters).filter(([name]) => !ownParameters.has(name))),
    inputs: inputs.map(parseInput),
    ...(id !== undefined && { id }),
    ...(contentType !== undefined && { contentType }),
  };
}

function parseInput(value: unknown, index: number): InferInput {
  const place = `Input ${index + 1}`;
  if (!isJsonObject(value)) {
    throw invalidInput(`${place} must be an object, not ${describeEntry(value)}.`);
  }
  const name = valueAt(value, 'name');
  if (typeof name !== 'string') {
    throw invalidInput(`${place} must have a "name" of text, not ${describeEntry(name)}.`);
  }
  const subject = `Input ${JSON.stringify(name)}`;
  const parameters = readParameters(value, subject);
  const contentType = readText(parameters, 'content_type', subject);
  return {
    name,
    datatype: readDatatype(value, subject),
    shape: readShape(value, subject),
    data: readData(value, parameters, subject),
    ...(contentType !== undefined && { contentType }),
  };
}

function readDatatype(input: JsonObject, subject: string): Datatype {
  const datatype = valueAt(input, 'datatype');
  if (isDatatype(datatype)) return datatype;
  throw invalidInput(
    `${subject} has the datatype ${describeEntry(datatype)}; accepted are ${datatypeNames.join(', ')}.`,
  );
}

function readShape(input: JsonObject, subject: string): number[] {
  const shape = valueAt(input, 'shape');
  const isShape = Array.isArray(shape) && shape.length > 0 && shape.every(isLength);
  if (isShape) return shape;
  const seen = Array.isArray(shape)
    ? `[${shape.map(describeValue).join(', ')}]`
    : describeEntry(shape);
  throw invalidInput(`${subject} must have a "shape" such as [3, 4], not ${seen}.`);
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function readData(input: JsonObject, parameters: JsonObject, subject: string): readonly unknown[] {
  if (valueAt(parameters, 'binary_data_size') !== undefined) {
    throw invalidInput(
      `${subject} says that its data follow in binary form, which is not supported; send them as JSON in "data".`,
    );
  }
  const data = valueAt(input, 'data');
  if (Array.isArray(data)) return data;
  throw invalidInput(`${subject} must have "data", a list, not ${describeEntry(data)}.`);
}

function readParameters(owner: JsonObject, subject: string): JsonObject {
  const parameters = valueAt(owner, 'parameters') ?? {};
  if (isJsonObject(parameters)) return parameters;
  throw invalidInput(
    `${subject} must have an object as "parameters", not ${describeEntry(parameters)}.`,
  );
}

function readText(owner: JsonObject, key: string, subject: string): string | undefined {
  const value = valueAt(owner, key) ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw invalidInput(`${subject} must have a text as "${key}", not ${describeEntry(value)}.`);
}

function describeEntry(value: unknown): string {
  return value === undefined ? 'nothing' : describeValue(value);
}
