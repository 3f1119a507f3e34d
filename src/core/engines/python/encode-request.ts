import type { ModelInput, Params } from '../../data/model-input.ts';
import { formatDatetime } from '../../data/convert/parse-datetime.ts';
import { type Column, type Table, notATime } from '../../data/table.ts';
import type { Tensor } from '../../data/tensor.ts';
import { MlflowError } from '../../errors.ts';
import { toPythonFloat, toPythonJson } from './python-json.ts';

/** What {@link encodeRequest} must know of the model. */
export interface EncodeRequestOptions {
  /** With input types in the signature, MLflow restores what JSON itself cannot tell apart. */
  readonly hasInputSchema: boolean;
}

type CellText = (row: number) => string;

/**
 * The body of an MLflow JSON request from which MLflow makes the very frame or tensor given:
 * integers and floats stay apart, missing values are NaN as pandas.read_csv has them. It is for
 * Python's json module, which takes NaN and Infinity. Throws MlflowError NOT_IMPLEMENTED for a
 * dtype that would not survive the way.
 */
export function encodeRequest(
  input: ModelInput,
  params: Params | undefined,
  options: EncodeRequestOptions,
): string {
  const suffix = params ? `,"params":${toPythonJson(params)}` : '';
  return `{${encodeInput(input, options)}${suffix}}`;
}

function encodeInput(input: ModelInput, options: EncodeRequestOptions): string {
  switch (input.kind) {
    case 'table':
      return `"dataframe_split":${encodeTable(input, options)}`;
    case 'tensor':
      return `"inputs":${encodeTensor(input, options)}`;
    case 'tensors': {
      const entries = [...input.tensors].map(
        ([name, tensor]) => `${JSON.stringify(name)}:${encodeTensor(tensor, options)}`,
      );
      return `"inputs":{${entries.join(',')}}`;
    }
    case 'json':
      return `"inputs":${toPythonJson(input.value)}`;
  }
}

function encodeTable(table: Table, options: EncodeRequestOptions): string {
  const cells = table.columns.map((column, index) => {
    requireDtype(column.dtype, options, `column ${JSON.stringify(table.names[index])}`);
    return toCellText(column);
  });
  const rows: string[] = [];
  for (let row = 0; row < table.rowCount; row++) {
    rows.push(`[${cells.map((cell) => cell(row)).join(',')}]`);
  }
  return `{"columns":${toPythonJson(table.names)},"data":[${rows.join(',')}]}`;
}

function toCellText(column: Column): CellText {
  switch (column.dtype) {
    case 'float64':
    case 'float32':
      return (row) => toPythonFloat(column.values[row] ?? Number.NaN);
    case 'int64':
    case 'int32':
      return (row) => String(column.values[row]);
    case 'boolean':
      return (row) => (column.values[row] ? 'true' : 'false');
    case 'datetime64[ns]':
      return (row) => toDateText(column.values[row] ?? notATime);
    case 'object': {
      // MLflow decodes base64 cells one by one and takes None, but not NaN, for a missing one.
      const isBinary = column.values.some((value) => value instanceof Uint8Array);
      const missing = isBinary ? 'null' : 'NaN';
      return (row) => {
        const value = column.values[row];
        return value === null || value === undefined ? missing : toPythonJson(value);
      };
    }
  }
}

function toDateText(nanoseconds: bigint): string {
  return nanoseconds === notATime ? 'null' : JSON.stringify(formatDatetime(nanoseconds));
}

function encodeTensor(tensor: Tensor, options: EncodeRequestOptions): string {
  requireDtype(tensor.dtype, options, 'a tensor');
  const cell = toElementText(tensor);
  let offset = 0;
  const encode = (axis: number): string => {
    const size = tensor.shape[axis];
    if (size === undefined) return cell(offset++);
    return `[${Array.from({ length: size }, () => encode(axis + 1)).join(',')}]`;
  };
  return encode(0);
}

function toElementText(tensor: Tensor): CellText {
  if (tensor.dtype === 'object') return (index) => toPythonJson(tensor.values[index]);
  if (tensor.dtype === 'bool') return (index) => (tensor.values[index] ? 'true' : 'false');
  if (tensor.dtype === 'float64' || tensor.dtype === 'float32') {
    return (index) => toPythonFloat(tensor.values[index] ?? Number.NaN);
  }
  return (index) => String(tensor.values[index]);
}

/** What Python infers from JSON by itself, without a signature. */
const inferredDtypes: ReadonlySet<string> = new Set([
  'float64',
  'int64',
  'boolean',
  'bool',
  'object',
]);

function requireDtype(dtype: string, options: EncodeRequestOptions, what: string): void {
  if (options.hasInputSchema || inferredDtypes.has(dtype)) return;
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    `The python engine cannot be given ${what} of dtype ${dtype}, since the model has no signature ` +
      'that says so. Log the model with a signature, or send float64, int64, boolean or text.',
  );
}
