import {
  columnEncoder,
  encodeAnyFloat,
  encodeEntries,
  encodeFiniteFloat,
  encodeTensor,
  encodeValue,
  type FloatEncoder,
} from './encode-cells.ts';
import type { Prediction } from './model-input.ts';
import type { Table } from './table.ts';

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
  const encodeFloat = options.nanLiterals ? encodeAnyFloat : encodeFiniteFloat;
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
