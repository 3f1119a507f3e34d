import { encodeBase64 } from './convert/base64.ts';
import { entriesOf, isJsonObject, PythonFloat } from './json/json-value.ts';
import type { Prediction } from './model-input.ts';
import { formatDatetime } from './convert/parse-datetime.ts';
import { formatPythonFloat } from './convert/python-text.ts';
import { type Column, notATime, type Table } from './table.ts';
import type { Tensor } from './tensor.ts';

type CellEncoder = (row: number) => string;
type FloatEncoder = (value: number) => string;

/** How a prediction is written. */
export interface EncodeOptions {
  /** NaN and infinities as MLflow writes them; null unless given. */
  readonly nanLiterals?: boolean;
}

/**
 * The JSON of a prediction, as MLflow writes the value of "predictions": frames as records, arrays
 * as nested lists, 64-bit integers with all digits, floats as Python spells them, bytes in base64.
 * NaN and infinities become null; MLflow writes literals that are not JSON, as an option does here.
 * Follows mlflow.utils.proto_json_utils._get_jsonable_obj and NumpyEncoder (3.17).
 */
export function encodePrediction(prediction: Prediction, options: EncodeOptions = {}): string {
  const encodeFloat = options.nanLiterals ? encodeFloatAsPython : encodeFiniteFloat;
  switch (prediction.kind) {
    case 'table':
      return encodeTable(prediction, encodeFloat);
    case 'tensor':
      return encodeTensor(prediction, encodeFloat);
    case 'tensors':
      return encodeEntries(
        [...prediction.tensors].map(([name, tensor]) => [name, encodeTensor(tensor, encodeFloat)]),
      );
    case 'json':
      return encodeValue(prediction.value, encodeFloat);
  }
}

function encodeTable(table: Table, encodeFloat: FloatEncoder): string {
  const names = table.names.map((name) => JSON.stringify(String(name)));
  const encoders = table.columns.map((column) => columnEncoder(column, encodeFloat));
  const records = Array.from({ length: table.rowCount }, (_, row) => {
    const entries = encoders.map((encode, column) => `${names[column]}: ${encode(row)}`);
    return `{${entries.join(', ')}}`;
  });
  return `[${records.join(', ')}]`;
}

function columnEncoder(column: Column, encodeFloat: FloatEncoder): CellEncoder {
  const { dtype, values } = column;
  switch (dtype) {
    case 'float64':
    case 'float32':
      return (row) => encodeFloat(values[row] ?? Number.NaN);
    case 'int64':
    case 'int32':
      return (row) => String(values[row]);
    case 'boolean':
      return (row) => encodeBoolean(values[row]);
    case 'datetime64[ns]':
      return (row) => encodeDatetime(values[row] ?? notATime);
    case 'object':
      return (row) => encodeValue(values[row], encodeFloat);
  }
}

function encodeTensor(tensor: Tensor, encodeFloat: FloatEncoder): string {
  const encode = elementEncoder(tensor, encodeFloat);
  let offset = 0;
  const encodeFrom = (dimension: number): string => {
    const length = tensor.shape[dimension];
    if (length === undefined) return encode(offset++);
    return `[${Array.from({ length }, () => encodeFrom(dimension + 1)).join(', ')}]`;
  };
  return encodeFrom(0);
}

function elementEncoder(tensor: Tensor, encodeFloat: FloatEncoder): CellEncoder {
  const { dtype, values } = tensor;
  if (dtype === 'float64' || dtype === 'float32') {
    return (index) => encodeFloat(values[index] ?? Number.NaN);
  }
  if (dtype === 'bool') return (index) => encodeBoolean(values[index]);
  if (dtype === 'object') return (index) => encodeValue(values[index], encodeFloat);
  return (index) => String(values[index]);
}

function encodeFiniteFloat(value: number): string {
  return Number.isFinite(value) ? formatPythonFloat(value) : 'null';
}

/** As Python's json module has it: NaN, Infinity and -Infinity. */
function encodeFloatAsPython(value: number): string {
  return Number.isFinite(value) ? formatPythonFloat(value) : String(value);
}

function encodeBoolean(value: number | undefined): string {
  return value === 1 ? 'true' : 'false';
}

function encodeDatetime(nanoseconds: bigint): string {
  return nanoseconds === notATime ? 'null' : `"${formatDatetime(nanoseconds)}"`;
}

function encodeEntries(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([name, json]) => `${JSON.stringify(name)}: ${json}`).join(', ')}}`;
}

function encodeValue(value: unknown, encodeFloat: FloatEncoder): string {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof PythonFloat) return formatPythonFloat(value.value);
  if (value instanceof Uint8Array) return JSON.stringify(encodeBase64(value));
  if (Array.isArray(value))
    return `[${value.map((part) => encodeValue(part, encodeFloat)).join(', ')}]`;
  if (isJsonObject(value)) {
    return encodeEntries(
      entriesOf(value).map(([name, part]) => [name, encodeValue(part, encodeFloat)]),
    );
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return encodeFloat(value);
  return JSON.stringify(value) ?? 'null'; // undefined has no JSON
}
