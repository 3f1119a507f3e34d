import type { ModelInput, Params } from '../../data/model-input.ts';
import {
  type CellEncoder,
  columnEncoder,
  encodeAnyFloat,
  encodeEntries,
  encodeTensor,
  encodeValue,
} from '../../data/encode-cells.ts';
import type { Column, Table } from '../../data/table.ts';
import type { Tensor } from '../../data/tensor.ts';
import { MlflowError } from '../../errors.ts';

/** What {@link encodeRequest} must know of the model. */
export interface EncodeRequestOptions {
  /** With input types in the signature, MLflow restores what JSON itself cannot tell apart. */
  readonly hasInputSchema: boolean;
}

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
  const parts = [encodeInput(input, options)];
  if (params) parts.push(['params', encodeValue(params, encodeAnyFloat)]);
  return encodeEntries(parts);
}

function encodeInput(input: ModelInput, options: EncodeRequestOptions): [string, string] {
  switch (input.kind) {
    case 'table':
      return ['dataframe_split', encodeTable(input, options)];
    case 'tensor':
      return ['inputs', encodeArray(input, options)];
    case 'tensors':
      return [
        'inputs',
        encodeEntries(
          [...input.tensors].map(([name, tensor]) => [name, encodeArray(tensor, options)]),
        ),
      ];
    case 'json':
      return ['inputs', encodeValue(input.value, encodeAnyFloat)];
  }
}

function encodeTable(table: Table, options: EncodeRequestOptions): string {
  const cells = table.columns.map((column, index) => {
    requireDtype(column.dtype, options, `column ${JSON.stringify(table.names[index])}`);
    return cellEncoder(column);
  });
  const rows: string[] = [];
  for (let row = 0; row < table.rowCount; row++) {
    rows.push(`[${cells.map((cell) => cell(row)).join(', ')}]`);
  }
  return encodeEntries([
    ['columns', encodeValue(table.names, encodeAnyFloat)],
    ['data', `[${rows.join(', ')}]`],
  ]);
}

function cellEncoder(column: Column): CellEncoder {
  const encode = columnEncoder(column, encodeAnyFloat);
  if (column.dtype !== 'object') return encode;
  // MLflow decodes base64 cells one by one and takes None, but not NaN, for a missing one.
  const isBinary = column.values.some((value) => value instanceof Uint8Array);
  const missing = isBinary ? 'null' : 'NaN';
  return (row) => ((column.values[row] ?? null) === null ? missing : encode(row));
}

function encodeArray(tensor: Tensor, options: EncodeRequestOptions): string {
  requireDtype(tensor.dtype, options, 'a tensor');
  return encodeTensor(tensor, encodeAnyFloat);
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
