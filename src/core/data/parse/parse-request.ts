import type { ColumnType, ModelSignature, Schema } from '../../model/signature.ts';
import { castFrame, readRecords, readSplit } from './frame-from-json.ts';
import {
  describeName,
  describeValue,
  entriesOf,
  invalidInput,
  isJsonObject,
  type JsonObject,
  valueAt,
} from '../json/json-value.ts';
import type { ModelInput } from '../model-input.ts';
import { parseCsvTable } from './parse-csv.ts';
import { parseInputs, parseInstances } from './parse-inputs.ts';
import { decodeUtf8, readJson } from '../json/read-json.ts';

/** A request body that was understood, before the signature is enforced. */
export interface ParsedRequest {
  readonly input: ModelInput;
  /** As sent; enforceParams checks them. */
  readonly params: unknown;
  /** An LLM body (`messages`, `prompt`, `input`): the reply then has no "predictions" around it. */
  readonly isUnwrapped: boolean;
}

/** The media types that have a parser here; Parquet has one of its own, loaded when needed. */
export type BodyType = 'application/json' | 'text/csv';

const formats = new Set(['dataframe_split', 'dataframe_records', 'instances', 'inputs']);
const formatList = [...formats].join(', ');
const languageModelKeys = new Set(['messages', 'prompt', 'input']);

/**
 * Reads a request body. Throws MlflowError BAD_REQUEST that says what is wrong and where.
 * Follows mlflow.pyfunc.scoring_server.invocations and _parse_json_data (3.17).
 */
export function parseRequest(
  body: Uint8Array,
  type: BodyType,
  signature: ModelSignature | undefined,
): ParsedRequest {
  switch (type) {
    case 'application/json':
      return parseJson(body, signature);
    case 'text/csv':
      return { input: parseCsv(body, signature?.inputs), params: undefined, isUnwrapped: false };
  }
}

function parseCsv(body: Uint8Array, schema: Schema | undefined): ModelInput {
  if (schema?.kind === 'tensors') {
    throw invalidInput(
      'The signature asks for arrays, which CSV cannot hold. Send JSON: {"inputs": [[…], …]}.',
    );
  }
  return parseCsvTable(body, schema);
}

function parseJson(body: Uint8Array, signature: ModelSignature | undefined): ParsedRequest {
  const text = decodeUtf8(body);
  const value = readJson(text, { keepsFloats: !areFloatsAlike(signature) });
  if (!isJsonObject(value)) {
    throw invalidInput(
      `The body must be a JSON object with one of ${formatList}, not ${describeValue(value)}.`,
    );
  }
  const keys = entriesOf(value).map(([key]) => key);
  if (keys.some((key) => languageModelKeys.has(key))) {
    // Such a body is not converted to the signature's types, so 5.0 must not pass for 5.
    const exact = readJson(text, { keepsFloats: true });
    return splitUnwrapped(isJsonObject(exact) ? exact : value, signature);
  }
  const given = keys.filter((key) => formats.has(key));
  const [format] = given;
  if (format === undefined || given.length > 1) throw wrongFormat(keys, given);
  return {
    input: parseFormat(format, valueAt(value, format), signature?.inputs),
    params: valueAt(value, 'params'),
    isUnwrapped: false,
  };
}

function wrongFormat(keys: readonly string[], given: readonly string[]) {
  const seen = given.length > 0 ? given : keys;
  const list = seen.slice(0, 10).map(describeName).join(', ');
  return invalidInput(
    `The body must have exactly one of ${formatList}; it has ${list === '' ? 'none' : list}.`,
  );
}

function parseFormat(format: string, value: unknown, schema: Schema | undefined): ModelInput {
  switch (format) {
    case 'dataframe_split':
      return castFrame(readSplit(value), schema);
    case 'dataframe_records':
      return castFrame(readRecords(value), schema);
    case 'instances':
      return parseInstances(value, schema);
    default:
      return parseInputs(value, schema);
  }
}

/** Parameters stand beside the data; those that the signature does not know belong to the data. */
function splitUnwrapped(value: JsonObject, signature: ModelSignature | undefined): ParsedRequest {
  const names = new Set(signature?.params?.map((param) => param.name));
  const entries = entriesOf(value);
  const data = entries.filter(([key]) => !names.has(key));
  return {
    input: { kind: 'json', value: value instanceof Map ? new Map(data) : Object.fromEntries(data) },
    params: Object.fromEntries(entries.filter(([key]) => names.has(key))),
    isUnwrapped: true,
  };
}

/** Whether `5` and `5.0` come to the same for this signature, so that the fast reader may do. */
function areFloatsAlike(signature: ModelSignature | undefined): boolean {
  if (!signature?.inputs || signature.params) return false;
  if (signature.inputs.kind === 'tensors') {
    return signature.inputs.tensors.every(({ dtype }) => /^(?:u?int|float|bool)/u.test(dtype));
  }
  return signature.inputs.columns.every(({ type }) => isNumeric(type));
}

function isNumeric(type: ColumnType): boolean {
  return type.kind === 'scalar' && !['string', 'binary', 'datetime'].includes(type.type);
}
