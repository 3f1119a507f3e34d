import { MlflowError } from '../../errors.ts';
import type { ColumnType, Schema } from '../../model/signature.ts';
import { specsByName } from '../../model/specs-by-name.ts';
import { checkFilling } from '../check-filling.ts';
import { castColumn } from '../convert/cast-column.ts';
import { castTensorCells } from '../convert/cast-tensor-cells.ts';
import { enforceType } from '../enforce/enforce-type.ts';
import { inferColumn } from '../convert/infer-column.ts';
import {
  describeName,
  describeValue,
  entriesOf,
  invalidInput,
  isJsonObject,
  type JsonObject,
  kindOf,
  valueAt,
} from '../json/json-value.ts';
import { findRepeated } from '../find-repeated.ts';
import type { Column, ColumnName, Table } from '../table.ts';

/** A frame whose cells are still as the request had them; undefined where a key was left out. */
export interface RawFrame {
  readonly names: readonly ColumnName[];
  readonly columns: readonly (readonly unknown[])[];
  readonly rowCount: number;
}

/**
 * Reads the value of `dataframe_split`. Throws MlflowError BAD_REQUEST.
 * Follows mlflow.utils.proto_json_utils.dataframe_from_parsed_json (3.17).
 */
export function readSplit(value: unknown): RawFrame {
  if (!isJsonObject(value)) {
    throw invalidInput(
      `"dataframe_split" must be an object with "data" and "columns", not ${describeValue(value)}.`,
    );
  }
  const keys = entriesOf(value).map(([key]) => key);
  const unknown = keys.find((key) => !['columns', 'data', 'index'].includes(key));
  if (unknown !== undefined || !keys.includes('data')) {
    throw invalidInput(
      `"dataframe_split" takes "data" and optionally "columns" and "index"; ` +
        (unknown === undefined
          ? '"data" is missing.'
          : `${describeName(unknown)} is none of them.`),
    );
  }
  const frame = readRows(valueAt(value, 'data'), readNames(valueAt(value, 'columns')));
  checkIndex(valueAt(value, 'index'), frame.rowCount);
  return frame;
}

/** Reads the value of `dataframe_records`. Throws MlflowError BAD_REQUEST. */
export function readRecords(value: unknown): RawFrame {
  if (Array.isArray(value)) return readRows(value, undefined);
  throw invalidInput(
    `"dataframe_records" must be a list of objects, one a row, not ${describeValue(value)}.`,
  );
}

function readNames(value: unknown): ColumnName[] | undefined {
  if (value === null || value === undefined) return undefined;
  if (!Array.isArray(value)) {
    throw invalidInput(`"columns" must be a list of names, not ${describeValue(value)}.`);
  }
  return value.map((name: unknown) => {
    if (typeof name === 'string' || typeof name === 'number') return name;
    throw invalidInput(`"columns" holds ${describeValue(name)}; column names are strings.`);
  });
}

function checkIndex(index: unknown, rowCount: number): void {
  if (index === null || index === undefined) return;
  if (Array.isArray(index) && index.length === rowCount) return;
  const seen = Array.isArray(index) ? `${index.length} labels` : describeValue(index);
  throw invalidInput(
    `"index" must be a list of ${rowCount} labels, one for each row of "data", not ${seen}.`,
  );
}

/** Rows as lists, objects or single values, as pandas.DataFrame(data=…, columns=…) takes them. */
function readRows(data: unknown, names: readonly ColumnName[] | undefined): RawFrame {
  if (isJsonObject(data)) return readColumns(data, names);
  if (!Array.isArray(data)) {
    throw invalidInput(`"data" must be a list of rows, not ${describeValue(data)}.`);
  }
  const rows: readonly unknown[] = data;
  const first = kindOf(rows[0]);
  if (rows.length > 0 && first === 'list') return readLists(rows, names);
  if (rows.length > 0 && first === 'object') return readObjects(rows, names);
  return readScalars(rows, names);
}

function readLists(rows: readonly unknown[], names: readonly ColumnName[] | undefined): RawFrame {
  const lists = rows.map((row, index) => {
    if (Array.isArray(row)) return row as readonly unknown[];
    throw invalidInput(`Row ${index + 1} is ${describeValue(row)}, but the first row is a list.`);
  });
  let width = 0;
  let givenCells = 0;
  for (const list of lists) {
    width = Math.max(width, list.length);
    givenCells += list.length;
  }
  checkFilling({ rowCount: rows.length, columnCount: width, givenCells });
  if (names && names.length !== width) throw wrongWidth(lists, names.length, width);
  const labels = names ?? Array.from({ length: width }, (_, index) => index);
  return {
    names: labels,
    // Like pandas, short rows are filled up with missing values.
    columns: labels.map((_, column) => lists.map((row) => row[column] ?? null)),
    rowCount: rows.length,
  };
}

function wrongWidth(lists: readonly (readonly unknown[])[], expected: number, width: number) {
  const row = lists.findIndex((list) => list.length === width);
  return invalidInput(
    `Row ${row + 1} has ${width} values, but "columns" names ${expected}. Give each row one value per column.`,
  );
}

function readObjects(rows: readonly unknown[], names: readonly ColumnName[] | undefined): RawFrame {
  return (names ? undefined : readAlikeObjects(rows)) ?? readAnyObjects(rows, names);
}

/** Rows that all have the same keys in the same order, as nearly all do. */
function readAlikeObjects(rows: readonly unknown[]): RawFrame | undefined {
  const keys = Object.keys(rows[0] ?? {});
  const columns = keys.map((): unknown[] => []);
  for (const row of rows) {
    if (!isJsonObject(row) || row instanceof Map) return undefined;
    const entries = Object.entries(row);
    if (entries.length !== keys.length) return undefined;
    for (let index = 0; index < keys.length; index += 1) {
      const entry = entries[index];
      if (entry?.[0] !== keys[index]) return undefined;
      columns[index]?.push(entry?.[1]);
    }
  }
  return keys.length > 0 ? { names: keys, columns, rowCount: rows.length } : undefined;
}

function readAnyObjects(
  rows: readonly unknown[],
  names: readonly ColumnName[] | undefined,
): RawFrame {
  const columns = new Map<ColumnName, unknown[]>((names ?? []).map((name) => [name, []]));
  const records = rows.map((row, index) => {
    if (isJsonObject(row)) return entriesOf(row);
    throw invalidInput(
      `Row ${index + 1} is ${describeValue(row)}, but the first row is an object.`,
    );
  });
  checkRecords(records, names);
  records.forEach((entries, index) => {
    for (const [name, value] of entries) {
      if (names && !columns.has(name)) continue;
      const column = columns.get(name) ?? [];
      if (column.length === 0) columns.set(name, column);
      while (column.length < index) column.push(undefined);
      column.push(value);
    }
  });
  for (const column of columns.values()) while (column.length < rows.length) column.push(undefined);
  return { names: [...columns.keys()], columns: [...columns.values()], rowCount: rows.length };
}

function checkRecords(
  records: readonly (readonly (readonly [string, unknown])[])[],
  names: readonly ColumnName[] | undefined,
): void {
  const found = new Set<ColumnName>(names);
  let givenCells = 0;
  for (const entries of records) {
    givenCells += entries.length;
    if (!names) for (const [name] of entries) found.add(name);
  }
  checkFilling({ rowCount: records.length, columnCount: found.size, givenCells });
}

function readScalars(rows: readonly unknown[], names: readonly ColumnName[] | undefined): RawFrame {
  if (rows.length === 0)
    return { names: names ?? [], columns: (names ?? []).map(() => []), rowCount: 0 };
  const labels = names ?? [0];
  if (labels.length !== 1) {
    throw invalidInput(
      `Row 1 is ${describeValue(rows[0])}, but "columns" names ${labels.length}. Give each row as a list.`,
    );
  }
  const odd = rows.findIndex((row) => kindOf(row) === 'object');
  if (odd > 0) throw invalidInput(`Row ${odd + 1} is an object, but the first row is a value.`);
  return { names: labels, columns: [rows], rowCount: rows.length };
}

/** An object of columns, which pandas takes where rows are expected. */
function readColumns(data: JsonObject, names: readonly ColumnName[] | undefined): RawFrame {
  const wanted = names && new Set(names);
  const entries = entriesOf(data).filter(([name]) => !wanted || wanted.has(name));
  const rowCount = Array.isArray(entries[0]?.[1]) ? entries[0][1].length : 0;
  const columnCount = wanted?.size ?? entries.length;
  checkFilling({ rowCount, columnCount, givenCells: rowCount * entries.length });
  const columns = new Map<ColumnName, readonly unknown[]>();
  for (const name of names ?? [])
    columns.set(
      name,
      Array.from({ length: rowCount }, () => null),
    );
  for (const [name, values] of entries) {
    if (!Array.isArray(values) || values.length !== rowCount) {
      throw invalidInput(
        `Column ${describeName(name)} must be a list of ${rowCount} values, as long as the first column.`,
      );
    }
    columns.set(name, values);
  }
  return { names: [...columns.keys()], columns: [...columns.values()], rowCount };
}

/**
 * Gives each column its type: the signature's where it knows the column, else the one that pandas
 * infers. Throws MlflowError BAD_REQUEST for values that do not convert.
 * Follows mlflow.utils.proto_json_utils.cast_df_types_according_to_schema (3.17).
 */
export function castFrame(frame: RawFrame, schema: Schema | undefined): Table {
  const isNamed = schema?.kind === 'columns' && schema.columns[0]?.name !== undefined;
  if (schema?.kind !== 'tensors' && !isNamed) checkDistinct(frame);
  const cast = caster(schema);
  const columns = frame.columns.map((values, index) => {
    const name = frame.names[index] ?? index;
    return cast(values, name, index);
  });
  return { kind: 'table', names: frame.names, columns, rowCount: frame.rowCount };
}

/** scikit-learn refuses repeated names; where the signature has names, it is checked there. */
function checkDistinct({ names }: RawFrame): void {
  const repeated = findRepeated(names);
  if (repeated === undefined) return;
  throw invalidInput(`"columns" names ${describeName(repeated)} twice; each name may stand once.`);
}

type CastCells = (values: readonly unknown[], name: ColumnName, index: number) => Column;

function caster(schema: Schema | undefined): CastCells {
  if (!schema) return (values) => inferColumn(values);
  if (schema.kind === 'tensors') {
    const [first] = schema.tensors;
    const byName = first?.name === undefined ? undefined : specsByName(schema.tensors);
    return (values, name) => {
      const spec = byName ? byName.get(name) : first;
      return spec ? castTensorCells(values, spec, name) : inferColumn(values);
    };
  }
  const { columns } = schema;
  const byName = columns[0]?.name === undefined ? undefined : specsByName(columns);
  return (values, name, index) => {
    const spec = byName ? byName.get(name) : columns[index];
    return spec ? castToType(values, spec, name) : inferColumn(values);
  };
}

interface Expectation {
  readonly type: ColumnType;
  readonly required: boolean;
}

function castToType(values: readonly unknown[], expected: Expectation, name: ColumnName): Column {
  const { type, required } = expected;
  if (type.kind === 'scalar') return castColumn(values, type.type, name);
  if (type.kind === 'any') return inferColumn(values);
  // Only checked here: the signature is enforced later, on the values as they came.
  values.forEach((value, row) => {
    try {
      // A key that a record leaves out is NaN in pandas, which is neither a list nor null.
      enforceType(value === undefined ? Number.NaN : value, type, required);
    } catch (error) {
      if (!(error instanceof MlflowError)) throw error;
      throw invalidInput(`Column ${describeName(name)}, row ${row + 1}: ${error.markedMessage}`);
    }
  });
  return { dtype: 'object', values };
}
