import { SchemaMismatchError } from '../../errors.ts';
import type { ColumnSpec } from '../../model/signature.ts';
import { specsByName } from '../../model/specs-by-name.ts';
import { checkFilling } from '../check-filling.ts';
import { tensorCells } from '../convert/cast-tensor-cells.ts';
import { narrowInteger } from '../column-cells.ts';
import { ConvertedParts, type ConvertedValue } from '../convert/converted-value.ts';
import { inferColumn } from '../convert/infer-column.ts';
import {
  describeName,
  describeValue,
  entriesOf,
  invalidInput,
  isJsonObject,
  type JsonObject,
  PythonFloat,
  unwrapFloat,
} from '../json/json-value.ts';
import type { ModelInput } from '../model-input.ts';
import { type Column, notATime, type Table } from '../table.ts';
import type { Tensor } from '../tensor.ts';

/** What a column of the frame is made of: one value for all rows, or one each. */
type ColumnSource =
  | { readonly isSingle: true; readonly part: ConvertedValue }
  | { readonly isSingle: false; readonly column: Column };

/**
 * Makes a frame of whatever a request gave, for a model whose signature has columns. Throws
 * SchemaMismatchError where pandas could not. Follows mlflow.models.utils._enforce_schema (3.17).
 */
export function toFrame(input: ModelInput, columns: readonly ColumnSpec[]): Table {
  switch (input.kind) {
    case 'table':
      return input;
    case 'tensor':
      return frameOfTensor(input);
    case 'tensors':
      return frameOfParts(new Map(input.tensors), columns);
    case 'json':
      return frameOfJson(input.value, columns);
  }
}

function frameOfJson(value: unknown, columns: readonly ColumnSpec[]): Table {
  if (Array.isArray(value)) return frameOfRecords(value as readonly unknown[], columns);
  if (!isJsonObject(value)) return frameOfCells([value]);
  return frameOfParts(partsOf(value), columns);
}

/** What a request gives as it is counts as checked. */
function partsOf(value: JsonObject): ConvertedParts {
  if (value instanceof ConvertedParts) return value;
  return new ConvertedParts(
    entriesOf(value).map(([name, part]) => [name, { kind: 'checked', value: part }]),
  );
}

function frameOfCells(cells: readonly unknown[]): Table {
  return { kind: 'table', names: [0], columns: [inferColumn(cells)], rowCount: cells.length };
}

/** One column, or one for each position of the second dimension. */
function frameOfTensor(tensor: Tensor): Table {
  const [rowCount = 1, width = 1, ...more] = tensor.shape;
  if (more.length > 0) {
    throw new SchemaMismatchError(
      `The input has ${tensor.shape.length} dimensions, but the signature asks for columns; send rows of ${width} values or name the columns.`,
    );
  }
  const names = Array.from({ length: width }, (_, index) => index);
  const columns = names.map((column) => stridedColumn(tensor, column, width));
  return { kind: 'table', names, columns, rowCount };
}

function stridedColumn(tensor: Tensor, offset: number, width: number): Column {
  const length = Math.ceil((tensor.values.length - offset) / width);
  switch (tensor.dtype) {
    case 'float64': {
      const values = new Float64Array(length);
      return { dtype: 'float64', values: pick(tensor.values, values, { offset, width }) };
    }
    case 'float32': {
      const values = new Float32Array(length);
      return { dtype: 'float32', values: pick(tensor.values, values, { offset, width }) };
    }
    case 'int64': {
      const values = BigInt64Array.from(
        { length },
        (_, row) => tensor.values[row * width + offset] ?? 0n,
      );
      return { dtype: 'int64', values };
    }
    case 'int32': {
      const values = new Int32Array(length);
      return { dtype: 'int32', values: pick(tensor.values, values, { offset, width }) };
    }
    case 'bool': {
      const values = new Uint8Array(length);
      return { dtype: 'boolean', values: pick(tensor.values, values, { offset, width }) };
    }
    case 'uint64':
    case 'uint32':
    case 'int16':
    case 'uint16':
    case 'int8':
    case 'uint8':
    case 'object': {
      const { values: cells } = tensor;
      const values = Array.from({ length }, (_, row) => unwrapFloat(cells[row * width + offset]));
      return { dtype: 'object', values };
    }
  }
}

/** Fills `target` with every `width`-th number from `offset` on. */
function pick<T extends Float64Array | Float32Array | Int32Array | Uint8Array>(
  source: T,
  target: T,
  { offset, width }: { readonly offset: number; readonly width: number },
): T {
  for (let row = 0; row < target.length; row += 1) target[row] = source[row * width + offset] ?? 0;
  return target;
}

/** Named values: one row when all are single values, else columns of one length. */
function frameOfParts(
  parts: ReadonlyMap<string, ConvertedValue>,
  columns: readonly ColumnSpec[],
): Table {
  const isNested = columns.some(({ type }) => type.kind === 'array' || type.kind === 'object');
  if (isNested || [...parts.values()].every(isSingleOrTexts)) return frameOfOneRow(parts, columns);
  checkLabels(parts);
  const specs = specsByName(columns);
  const sources = [...parts].map(
    ([name, part]) => [name, toSource(part, specs.get(name))] as const,
  );
  const lengths = sources.flatMap(([, source]) =>
    source.isSingle ? [] : [source.column.values.length],
  );
  const rowCount = lengths[0] ?? 0;
  const odd = sources.find(
    ([, source]) => !source.isSingle && source.column.values.length !== rowCount,
  );
  if (odd || lengths.length === 0) {
    throw new SchemaMismatchError(
      `The columns have different lengths: ${describeLengths(sources)}. Give every column one value per row.`,
    );
  }
  const givenCells = rowCount * lengths.length + (sources.length - lengths.length);
  checkFilling({ rowCount, columnCount: sources.length, givenCells });
  return {
    kind: 'table',
    names: sources.map(([name]) => name),
    columns: sources.map(([, source]) => spread(source, rowCount)),
    rowCount,
  };
}

/** Objects label their rows, lists do not: pandas refuses to mix them. */
function checkLabels(parts: ReadonlyMap<string, ConvertedValue>): void {
  const values = [...parts.values()].map((part) =>
    part.kind === 'checked' ? part.value : undefined,
  );
  const labels = values.filter(isJsonObject).map((value) =>
    entriesOf(value)
      .map(([key]) => JSON.stringify(key))
      .join(),
  );
  if (labels.length === 0) return;
  const hasLists = values.some((value) => value === undefined || Array.isArray(value));
  if (!hasLists && labels.every((keys) => keys === labels[0])) return;
  throw new SchemaMismatchError(
    'Some columns are objects, whose keys would be the labels of the rows, and others have no such labels. Give every column as a list.',
  );
}

function describeLengths(sources: readonly (readonly [string, ColumnSource])[]): string {
  return sources
    .slice(0, 5)
    .map(([name, source]) =>
      source.isSingle
        ? `${describeName(name)} a single value`
        : `${describeName(name)} ${source.column.values.length}`,
    )
    .join(', ');
}

function isSingleOrTexts(part: ConvertedValue): boolean {
  if (part.kind === 'tensor') return part.shape.length === 0;
  const { value } = part;
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return !isJsonObject(value);
}

function frameOfOneRow(
  parts: ReadonlyMap<string, ConvertedValue>,
  columns: readonly ColumnSpec[],
): Table {
  const isEmpty = (part: ConvertedValue) =>
    part.kind === 'checked' && Array.isArray(part.value) && part.value.length === 0;
  const specs = specsByName(columns);
  const empty = [...parts].find(([name, part]) => isScalar(specs.get(name)) && isEmpty(part));
  if (empty) {
    throw invalidInput(`Column ${describeName(empty[0])} is an empty list; send at least one row.`);
  }
  return {
    kind: 'table',
    names: [...parts.keys()],
    columns: [...parts].map(([name, part]) => columnOfParts([part], specs.get(name))),
    rowCount: 1,
  };
}

function toSource(part: ConvertedValue, spec: ColumnSpec | undefined): ColumnSource {
  if (part.kind === 'checked') {
    const { value } = part;
    // pandas takes an object for a column whose keys are the row labels.
    if (isJsonObject(value)) {
      return { isSingle: false, column: inferColumn(entriesOf(value).map(([, cell]) => cell)) };
    }
    if (!Array.isArray(value)) return { isSingle: true, part };
    return { isSingle: false, column: inferColumn(value as readonly unknown[]) };
  }
  if (part.shape.length === 0) return { isSingle: true, part };
  if (part.shape.length > 1) return { isSingle: false, column: rowsOf(part) };
  if (isDatetime(spec)) return { isSingle: false, column: columnOfCells(tensorCells(part), spec) };
  return { isSingle: false, column: stridedColumn(part, 0, 1) };
}

/** The rows of an array as cells: a column takes no more than one dimension. */
function rowsOf(tensor: Tensor): Column {
  const [rowCount = 0] = tensor.shape;
  const cells = tensorCells(tensor);
  const width = rowCount === 0 ? 0 : cells.length / rowCount;
  const rows = Array.from({ length: rowCount }, (_, row) =>
    cells.slice(row * width, (row + 1) * width),
  );
  return { dtype: 'object', values: rows };
}

function spread(source: ColumnSource, rowCount: number): Column {
  if (!source.isSingle) return source.column;
  return columnOfParts(
    Array.from({ length: rowCount }, () => source.part),
    undefined,
  );
}

function frameOfRecords(rows: readonly unknown[], columns: readonly ColumnSpec[]): Table {
  if (rows.length > 0 && columns[0]?.name === undefined) {
    throw new SchemaMismatchError(
      'The columns of the signature have no names, so a list of objects cannot be matched to them; send lists.',
    );
  }
  const records = rows.map((row, index) => {
    if (isJsonObject(row)) return partsOf(row);
    throw new SchemaMismatchError(`Row ${index + 1} is ${describeValue(row)}, not an object.`);
  });
  checkFilling({
    rowCount: rows.length,
    columnCount: new Set(records.flatMap((record) => [...record.keys()])).size,
    givenCells: records.reduce((count, record) => count + record.size, 0),
  });
  const specs = specsByName(columns);
  const cells = new Map<string, ConvertedValue[]>();
  records.forEach((record, index) => {
    for (const [name, part] of record) {
      const column = cells.get(name) ?? rows.map(() => missingPart(specs.get(name)));
      cells.set(name, column);
      column[index] = part;
    }
  });
  return {
    kind: 'table',
    names: [...cells.keys()],
    columns: [...cells].map(([name, values]) => columnOfParts(values, specs.get(name))),
    rowCount: rows.length,
  };
}

/** pandas fills gaps with NaN, which passes for no list, object or map. */
function missingPart(spec: ColumnSpec | undefined): ConvertedValue {
  return { kind: 'checked', value: spec && !isScalar(spec) ? Number.NaN : null };
}

/** NumPy's scalars of one dtype make a column of it; anything else is inferred anew. */
function columnOfParts(parts: readonly ConvertedValue[], spec: ColumnSpec | undefined): Column {
  const scalars = parts.flatMap((part) =>
    part.kind === 'tensor' && part.shape.length === 0 ? [part] : [],
  );
  const [first] = scalars;
  const cells = parts.map(cellOf);
  const isUniform = scalars.length === parts.length && first !== undefined;
  const dtype = isUniform && scalars.every((each) => each.dtype === first.dtype) && first.dtype;
  const toNumber = (cell: unknown) => Number(unwrapFloat(cell));
  if (dtype === 'float32') return { dtype, values: Float32Array.from(cells, toNumber) };
  if (dtype === 'int32') return { dtype, values: Int32Array.from(cells, toNumber) };
  return columnOfCells(cells, spec);
}

/** A part as one cell, whose kind tells pandas the dtype of the column. */
function cellOf(part: ConvertedValue): unknown {
  if (part.kind === 'checked') return part.value;
  if (part.shape.length > 0) return tensorCells(part);
  const [cell] = tensorCells(part);
  if (typeof cell === 'bigint') return narrowInteger(cell);
  const isFloat = part.dtype === 'float64' || part.dtype === 'float32';
  return isFloat && Number.isInteger(cell) ? new PythonFloat(Number(cell)) : cell;
}

function columnOfCells(cells: readonly unknown[], spec: ColumnSpec | undefined): Column {
  if (!isDatetime(spec)) return inferColumn(cells);
  const moments = cells.map((cell) =>
    typeof cell === 'bigint' || typeof cell === 'number' ? BigInt(cell) : notATime,
  );
  return { dtype: 'datetime64[ns]', values: BigInt64Array.from(moments) };
}

function isScalar(spec: ColumnSpec | undefined): boolean {
  return spec?.type.kind === 'scalar';
}

function isDatetime(spec: ColumnSpec | undefined): boolean {
  return spec?.type.kind === 'scalar' && spec.type.type === 'datetime';
}
