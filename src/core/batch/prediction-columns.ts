import { columnCells } from '../data/column-cells.ts';
import { encodePrediction } from '../data/encode-prediction.ts';
import { PythonFloat, entriesOf, isJsonObject } from '../data/json/json-value.ts';
import type { Prediction } from '../data/model-input.ts';
import { formatDatetime } from '../data/convert/parse-datetime.ts';
import { formatPythonFloat } from '../data/convert/python-text.ts';
import { type Column, type ColumnName, notATime } from '../data/table.ts';
import type { Tensor } from '../data/tensor.ts';
import { MlflowError } from '../errors.ts';

/** One column of predictions, ready for a CSV file. */
export interface PredictionColumn {
  /** The output's own name; a number or nothing where it has none. */
  readonly name?: ColumnName;
  readonly texts: readonly string[];
}

/**
 * The predictions of `rowCount` rows as columns of text: one for a list, several for a frame, a
 * matrix or named outputs. Texts are as pandas.DataFrame.to_csv writes them: missing values empty,
 * floats with all their digits. Throws MlflowError NOT_IMPLEMENTED when a prediction is not one
 * per row.
 */
export function toPredictionColumns(prediction: Prediction, rowCount: number): PredictionColumn[] {
  const columns = toColumns(prediction);
  const odd = columns.find(({ texts }) => texts.length !== rowCount);
  if (!odd) return columns;
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    `The model answered with ${odd.texts.length} predictions for ${rowCount} rows, so they cannot stand beside ` +
      "the rows in a CSV file. Write JSON instead: choose an output name that ends in '.json'.",
  );
}

function toColumns(prediction: Prediction): PredictionColumn[] {
  switch (prediction.kind) {
    case 'table':
      return prediction.columns.map((column, index) => {
        const name = prediction.names[index];
        // A pandas Series arrives as a frame with the single column 0.
        const isSeries = prediction.columns.length === 1 && (name === 0 || name === '0');
        return { texts: toTexts(column), ...(name !== undefined && !isSeries && { name }) };
      });
    case 'tensor':
      return tensorColumns(prediction);
    case 'tensors':
      return [...prediction.tensors].flatMap(([name, tensor]) => nameColumns(name, tensor));
    case 'json':
      return valueColumns(prediction.value);
  }
}

function nameColumns(name: string, tensor: Tensor): PredictionColumn[] {
  return tensorColumns(tensor).map((column) => ({
    texts: column.texts,
    name: column.name === undefined ? name : `${name}_${column.name}`,
  }));
}

function tensorColumns(tensor: Tensor): PredictionColumn[] {
  const [rowCount = 1, ...rest] = tensor.shape;
  const width = rest.reduce((product, length) => product * length, 1);
  const texts =
    tensor.dtype === 'int64'
      ? integerTexts(tensor.values)
      : Array.from<unknown, string>(tensor.values, elementText(tensor.dtype));
  if (rest.length > 1) return [{ texts: nestedTexts(tensor, rowCount) }];
  if (width === 1) return [{ texts }];
  return Array.from({ length: width }, (_, index) => ({
    name: index,
    texts: Array.from({ length: rowCount }, (__, row) => texts[row * width + index] ?? ''),
  }));
}

/** Each row of a tensor of three or more dimensions as JSON. */
function nestedTexts(tensor: Tensor, rowCount: number): string[] {
  const size = tensor.values.length / Math.max(rowCount, 1);
  return Array.from({ length: rowCount }, (_, row) => {
    const values = tensor.values.slice(row * size, (row + 1) * size);
    // The slice has the type of what it was cut from.
    return encodePrediction({ ...tensor, values, shape: tensor.shape.slice(1) } as Tensor);
  });
}

function valueColumns(value: unknown): PredictionColumn[] {
  if (Array.isArray(value)) return [{ texts: value.map(cellText) }];
  const entries = isJsonObject(value) ? entriesOf(value) : [];
  const columns = entries.map(([name, list]) => {
    const texts = Array.isArray(list) ? list.map(cellText) : [];
    return { name, texts };
  });
  return columns.length > 0 ? columns : [{ texts: [cellText(value)] }];
}

function toTexts(column: Column): string[] {
  if (column.dtype === 'float64' || column.dtype === 'float32') {
    return Array.from(column.values, floatText);
  }
  if (column.dtype !== 'datetime64[ns]') return columnCells(column).map(cellText);
  return Array.from(column.values, (value) => (value === notATime ? '' : formatDatetime(value)));
}

/** Class labels mostly: small integers, whose texts the runtime remembers; bigints cost more. */
function integerTexts(values: BigInt64Array): string[] {
  const numbers = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const texts: string[] = [];
  for (let row = 0; row < values.length; row += 1) {
    const low = numbers[row * 2] ?? 0; // x64 and arm64 keep the low half first
    texts.push(numbers[row * 2 + 1] === low >> 31 ? String(low) : String(values[row]));
  }
  return texts;
}

function elementText(dtype: Tensor['dtype']): (value: unknown) => string {
  if (dtype === 'bool') return (value) => cellText(value === 1);
  if (dtype === 'float64' || dtype === 'float32') return (value) => floatText(Number(value));
  return cellText;
}

function floatText(value: number): string {
  return Number.isNaN(value) ? '' : formatPythonFloat(value);
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : floatText(value);
  if (value instanceof PythonFloat) return formatPythonFloat(value.value);
  const text = encodePrediction({ kind: 'json', value });
  return value instanceof Uint8Array ? text.slice(1, -1).replaceAll(String.raw`\n`, '') : text;
}

/**
 * Names for the prediction columns that no column of the input has: `prediction`, `prediction_0`
 * and so on, or the outputs' own names with `prediction_` before one that is taken.
 */
export function namePredictionColumns(
  columns: readonly PredictionColumn[],
  taken: Iterable<string>,
): string[] {
  const used = new Set(taken);
  return columns.map(({ name }) => {
    const base =
      name === undefined
        ? 'prediction'
        : typeof name === 'number' || /^\d+$/u.test(name)
          ? `prediction_${name}`
          : name;
    let unique = used.has(base) && name !== undefined ? `prediction_${name}` : base;
    for (let count = 1; used.has(unique); count += 1) unique = `${base}_${count}`;
    used.add(unique);
    return unique;
  });
}
