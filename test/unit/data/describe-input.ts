import { columnCells } from '../../../src/core/data/column-cells.ts';
import { entriesOf, isJsonObject, PythonFloat } from '../../../src/core/data/json/json-value.ts';
import type { ModelInput, Params } from '../../../src/core/data/model-input.ts';
import { ForeignValue } from '../../../src/core/data/foreign-value.ts';
import { notATime } from '../../../src/core/data/table.ts';
import type { Tensor } from '../../../src/core/data/tensor.ts';

/** What the echo model wrote (scripts/fixtures/echo_model.py), or our side in the same words. */
export type Described = unknown;

/** Our input in the words of the echo model. */
export function describeInput(input: ModelInput): Described {
  switch (input.kind) {
    case 'table':
      return {
        kind: 'table',
        names: input.names,
        dtypes: input.columns.map(({ dtype }) => dtype),
        columns: input.columns.map((column) =>
          columnCells(column).map((cell) =>
            column.dtype === 'datetime64[ns]' ? describeMoment(cell) : describeCell(cell),
          ),
        ),
      };
    case 'tensor':
      return describeTensor(input);
    case 'tensors':
      return {
        kind: 'tensors',
        tensors: Object.fromEntries(
          [...input.tensors].map(([name, tensor]) => [name, describeTensor(tensor)]),
        ),
      };
    case 'json':
      return { kind: 'json', value: describeCell(input.value) };
  }
}

/** Our parameters in the words of the echo model. */
export function describeParams(params: Params): Described {
  return describeCell(params);
}

function describeTensor(tensor: Tensor): Described {
  const cells =
    tensor.dtype === 'bool'
      ? Array.from(tensor.values, Boolean)
      : Array.from<unknown>(tensor.values);
  return {
    kind: 'tensor',
    dtype: tensor.dtype,
    shape: tensor.shape,
    values: cells.map(describeCell),
  };
}

function describeMoment(cell: unknown): string {
  return cell === notATime ? 'datetime:NaT' : `datetime:${String(cell)}`;
}

function describeCell(cell: unknown): Described {
  if (cell instanceof PythonFloat) return describeCell(cell.value);
  if (cell instanceof Uint8Array) return `bytes:${Buffer.from(cell).toString('hex')}`;
  if (Array.isArray(cell)) {
    return cell.map((item) => (item === notATime ? 'none' : describeCell(item)));
  }
  if (cell instanceof ForeignValue) return describeForeign(cell);
  if (isTensor(cell)) return describeNested(cell);
  if (isJsonObject(cell)) {
    return Object.fromEntries(entriesOf(cell).map(([name, part]) => [name, describeCell(part)]));
  }
  if (typeof cell === 'boolean') return cell ? 'bool:True' : 'bool:False';
  if (typeof cell === 'string') return `str:${cell}`;
  if (typeof cell === 'number')
    return Number.isNaN(cell) ? 'none' : `number:${cell === 0 ? 0 : cell}`;
  return typeof cell === 'bigint' ? `number:${cell}` : 'none';
}

/** The echo of a date is that of a text. */
function describeForeign({ kind, text }: ForeignValue): string {
  return `${kind === 'date' ? 'str' : kind}:${text}`;
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'shape' in value;
}

function describeNested(tensor: Tensor): Described {
  let offset = 0;
  const read = (dimension: number): Described => {
    const length = tensor.shape[dimension];
    if (length === undefined) return describeCell(Array.from<unknown>(tensor.values)[offset++]);
    return Array.from({ length }, () => read(dimension + 1));
  };
  return read(0);
}

/**
 * The echo's words without what our tables do not tell apart: pandas' dtypes of strings and of
 * mixed values, NaN and None, and, inside mixed columns, int and float.
 */
export function normalizeEcho(echo: unknown): Described {
  if (typeof echo === 'string') return normalizeText(echo);
  if (Array.isArray(echo)) return echo.map(normalizeEcho);
  if (typeof echo !== 'object' || echo === null) return echo;
  if ('dtypes' in echo && 'columns' in echo) {
    const [dtypes, columns] = [echo.dtypes as string[], echo.columns as unknown[][]];
    const gaps = dtypes.map((dtype, index) => dtypeWithGaps(dtype, columns[index] ?? []));
    return normalizeParts({ ...echo, dtypes: gaps });
  }
  return normalizeParts(echo);
}

/** pandas' nullable dtypes, as a table holds them when something is missing. */
function dtypeWithGaps(dtype: string, cells: readonly unknown[]): string {
  if (!cells.includes('NAType:<NA>')) return dtype;
  return /^U?Int/u.test(dtype) ? 'float64' : dtype.replace('boolean', 'object');
}

function normalizeParts(echo: object): Described {
  const parts = Object.entries(echo).map(([key, value]): [string, unknown] => {
    if (key === 'dtype' && typeof value === 'string') return [key, ourDtype(value)];
    if (key === 'dtypes' && Array.isArray(value)) return [key, value.map(ourColumnDtype)];
    if (key === 'kind' || key === 'names') return [key, value];
    return [key, normalizeEcho(value)];
  });
  return Object.fromEntries(parts);
}

function normalizeText(text: string): string {
  if (text === 'NAType:<NA>') return 'none';
  const number = /^(?:int|float):(?<value>.*)$/u.exec(text)?.groups?.['value'];
  if (number === undefined)
    return text.replace(/^date:/u, 'str:').replace(/^datetime:(\d{4}-.*) /u, 'str:$1T');
  if (number === 'nan') return 'none';
  if (/^-?\d+$/u.test(number)) return `number:${number}`;
  const value = Number(number.replace('inf', 'Infinity'));
  return `number:${value === 0 ? 0 : value}`;
}

function ourDtype(dtype: string): string {
  if (dtype === 'float16') return 'float32'; // which holds halves
  return /^(?:<U|\|S|datetime)/u.test(dtype) ? 'object' : dtype;
}

/** pandas' dtypes that a table holds as another, for models that do not say what they want. */
const tableDtypes: ReadonlyMap<string, string> = new Map([
  ['bool', 'boolean'],
  ['str', 'object'],
  ['string', 'object'],
  ['category', 'object'],
  ['uint64', 'object'],
  ...['int8', 'int16', 'uint8', 'uint16', 'Int32', 'UInt8'].map(
    (dtype) => [dtype, 'int32'] as const,
  ),
  ['uint32', 'int64'],
  ['Int64', 'int64'],
  ['int64[pyarrow]', 'float64'],
  ['float16', 'float32'],
  ['Float32', 'float32'],
  ['Float64', 'float64'],
]);

function ourColumnDtype(dtype: string): string {
  if (dtype.startsWith('datetime64')) return 'datetime64[ns]';
  return tableDtypes.get(dtype) ?? dtype;
}
