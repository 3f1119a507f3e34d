import { MlflowError, SchemaMismatchError } from '../../errors.ts';
import type { ColumnSpec, ScalarType, Schema, TensorSpec } from '../../model/signature.ts';
import { specsByName } from '../../model/specs-by-name.ts';
import { toTensor } from '../convert/array-from-json.ts';
import { ConvertedParts, type ConvertedValue } from '../convert/converted-value.ts';
import { enforceType } from '../enforce/enforce-type.ts';
import {
  describeName,
  describeValue,
  entriesOf,
  invalidInput,
  isJsonObject,
  type JsonObject,
  kindOf,
} from '../json/json-value.ts';
import type { ModelInput } from '../model-input.ts';
import type { Tensor } from '../tensor.ts';

type Spec = ColumnSpec | TensorSpec;

/**
 * Reads the value of `inputs`: an array, an object of arrays by name, a list of objects, or one
 * value. Throws MlflowError BAD_REQUEST.
 * Follows mlflow.utils.proto_json_utils._cast_schema_type (3.17).
 */
export function parseInputs(value: unknown, schema: Schema | undefined): ModelInput {
  const specs = specsOf(schema);
  const single = specs.length === 1 && isNamed(schema) ? specs[0]?.name : undefined;
  const isPlainList = Array.isArray(value) && !value.some(isJsonObject);
  if (single !== undefined && isPlainList) return convertObject({ [single]: value }, schema);
  const isObject = isJsonObject(value);
  if (schema && !isNamed(schema) && (isObject || kindOf(value) === 'null')) {
    throw invalidInput(
      `The signature has a single unnamed input, so "inputs" must be a list or a value, not ${describeValue(value)}.`,
    );
  }
  if (isObject) return convertObject(value, schema);
  if (Array.isArray(value) && value.every(isJsonObject)) return convertList(value, schema);
  const converted = convertValue(value, specs[0], 'The input');
  return converted.kind === 'tensor' ? converted : { kind: 'json', value: converted.value };
}

/**
 * Reads the value of `instances`, which is like `inputs` but turns a list of objects into arrays by
 * name. Throws MlflowError BAD_REQUEST.
 * Follows mlflow.utils.proto_json_utils.parse_instances_data (3.17).
 */
export function parseInstances(value: unknown, schema: Schema | undefined): ModelInput {
  const isList = Array.isArray(value) && isJsonObject(value[0]);
  const input = isList ? gather(value, schema) : parseInputs(value, schema);
  if (input.kind === 'tensors') checkLengths(input.tensors, schema);
  return input;
}

function gather(rows: readonly unknown[], schema: Schema | undefined): ModelInput {
  checkGatherable(schema);
  const columns = new Map<string, unknown[]>();
  rows.forEach((row, index) => {
    if (!isJsonObject(row)) {
      throw invalidInput(
        `Instance ${index + 1} is ${describeValue(row)}, but the first is an object.`,
      );
    }
    for (const [name, cell] of entriesOf(row)) {
      const cells = columns.get(name) ?? [];
      if (cells.length === 0) columns.set(name, cells);
      cells.push(cell);
    }
  });
  const specs = namedSpecs(schema);
  const converted = [...columns].map(([name, cells]): [string, ConvertedValue] => {
    return [name, convertCells(cells, specs.get(name), `Input ${describeName(name)}`)];
  });
  return collectParts(converted);
}

/** NumPy wraps what no column names, and a wrapped object is none: MLflow then refuses every one. */
function checkGatherable(schema: Schema | undefined): void {
  const [spec] = isNamed(schema) ? [] : specsOf(schema);
  if (!spec || 'dtype' in spec || !['map', 'object'].includes(spec.type.kind)) return;
  throw new SchemaMismatchError(
    `The signature asks for an unnamed ${spec.type.kind}, which "instances" cannot give; send the rows as "dataframe_records".`,
  );
}

/** The cells of one field: each value of a nested type is checked for itself. */
function convertCells(cells: readonly unknown[], spec: Spec | undefined, subject: string) {
  if (!spec || 'dtype' in spec || spec.type.kind === 'scalar') {
    return convertValue(cells, spec, subject);
  }
  for (const cell of cells) convertValue(cell, spec, subject);
  if (spec.type.kind === 'array') toTensor(cells, 'object', subject); // refuses ragged rows
  return { kind: 'checked', value: cells } as const;
}

function checkLengths(tensors: ReadonlyMap<string, Tensor>, schema: Schema | undefined): void {
  const specs = isNamed(schema) ? specsOf(schema) : undefined;
  const required = new Set(specs?.filter(isRequired).map((spec) => spec.name));
  const checked = [...tensors].filter(([name]) => !specs || required.has(name));
  const [first] = checked;
  const odd = checked.find(([, tensor]) => tensor.shape[0] !== first?.[1].shape[0]);
  if (!first || !odd) return;
  throw invalidInput(
    `"instances" gives ${describeName(first[0])} ${first[1].shape[0]} values, but ${describeName(odd[0])} ` +
      `${odd[1].shape[0]}. Give every instance the same fields.`,
  );
}

function isRequired(spec: Spec): boolean {
  return !('required' in spec) || (spec.required && spec.type.kind !== 'array');
}

function convertObject(value: JsonObject, schema: Schema | undefined): ModelInput {
  const specs = namedSpecs(schema);
  const converted = entriesOf(value).map(([name, part]): [string, ConvertedValue] => {
    return [name, convertValue(part, specs.get(name), `Input ${describeName(name)}`)];
  });
  return collectParts(converted);
}

function collectParts(converted: readonly (readonly [string, ConvertedValue])[]): ModelInput {
  const tensors = converted.flatMap(([name, part]): [string, Tensor][] =>
    part.kind === 'tensor' ? [[name, part]] : [],
  );
  if (tensors.length === converted.length) return { kind: 'tensors', tensors: new Map(tensors) };
  return { kind: 'json', value: new ConvertedParts(converted) };
}

/** A list of objects stays one; each value gets the type of its column. */
function convertList(rows: readonly JsonObject[], schema: Schema | undefined): ModelInput {
  const specs = namedSpecs(schema);
  const converted = rows.map(
    (row, index) =>
      new ConvertedParts(
        entriesOf(row).map(([name, value]): [string, ConvertedValue] => {
          const subject = `Input ${describeName(name)} of row ${index + 1}`;
          return [name, convertValue(value, specs.get(name), subject)];
        }),
      ),
  );
  return { kind: 'json', value: converted };
}

/** Follows mlflow.utils.proto_json_utils.convert_data_type (3.17). */
function convertValue(value: unknown, spec: Spec | undefined, subject: string): ConvertedValue {
  if (!spec) return toTensor(value, undefined, subject);
  if ('dtype' in spec) return toTensor(value, spec.dtype, subject);
  const { type, required } = spec;
  if (type.kind === 'scalar') return toTensor(value, scalarDtypes[type.type], subject);
  try {
    // Only checked here: the signature is enforced later, on the value as it came.
    enforceType(value, type, required);
    if (type.kind === 'array') toTensor(value, 'object', subject); // refuses ragged lists
    return { kind: 'checked', value };
  } catch (error) {
    throw error instanceof MlflowError ? invalidInput(`${subject}: ${error.markedMessage}`) : error;
  }
}

const scalarDtypes: Readonly<Record<ScalarType, string>> = {
  boolean: 'bool',
  integer: 'int32',
  long: 'int64',
  float: 'float32',
  double: 'float64',
  string: 'str',
  binary: 'bytes',
  datetime: 'datetime64[ns]',
};

function specsOf(schema: Schema | undefined): readonly Spec[] {
  if (!schema) return [];
  return schema.kind === 'tensors' ? schema.tensors : schema.columns;
}

function isNamed(schema: Schema | undefined): boolean {
  return specsOf(schema)[0]?.name !== undefined;
}

function namedSpecs(schema: Schema | undefined): ReadonlyMap<unknown, Spec> {
  return specsByName(isNamed(schema) ? specsOf(schema) : []);
}
