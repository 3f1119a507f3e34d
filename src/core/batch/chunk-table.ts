import { narrowInteger } from '../data/column-cells.ts';
import { castCsvColumn } from '../data/parse/csv-column.ts';
import { castCsvNumbers } from '../data/parse/csv-numbers.ts';
import { parseCsvTable } from '../data/parse/parse-csv.ts';
import type { Column, Table } from '../data/table.ts';
import { MlflowError } from '../errors.ts';
import type { ColumnSpec, ScalarType, Schema } from '../model/signature.ts';
import type { CsvCells, CsvRow, CsvRows } from './csv-rows.ts';
import { toCsvLine } from './csv-text.ts';
import type { WholeColumnType } from './whole-column-type.ts';

/** How the rows of a file become tables: the same for every chunk. */
export interface TablePlan {
  /** The columns' names as pandas makes them unique. */
  readonly names: readonly string[];
  /** How many leading cells of a row are labels that the header does not name. */
  readonly labelCount: number;
  /** The inferred types where there is no signature of columns. */
  readonly types?: readonly WholeColumnType[];
  readonly specs?: readonly ColumnSpec[];
}

/** The columns' names of a header, as parseCsvTable gives them. */
export function toColumnNames(header: CsvRow): string[] {
  return parseCsvTable(toCsvLine(header)).names.map(String);
}

/**
 * Whether types must be inferred over the whole file. With a signature of columns they need not:
 * it gives the type of each, and columns that it lacks are dropped.
 */
export function needsInference(schema: Schema | undefined): boolean {
  return schema?.kind !== 'columns';
}

/**
 * The table of a chunk's rows, as parseCsvTable would cut it out of the whole file. Throws
 * MlflowError naming column, row within the chunk and text for a cell that does not fit.
 */
export function toChunkTable(rows: CsvRows, plan: TablePlan): Table {
  const columns = plan.names.map((name, index) => {
    const cells = rows.column(index + plan.labelCount);
    const type = plan.types?.[index];
    if (type) return toInferredColumn(cells, type, name);
    return toSpecifiedColumn(cells, findSpec(plan, name, index), name);
  });
  return { kind: 'table', names: plan.names, columns, rowCount: rows.rowCount };
}

function findSpec({ specs }: TablePlan, name: string, index: number): ColumnSpec | undefined {
  const isNamed = specs?.[0]?.name !== undefined;
  return isNamed ? specs?.find((spec) => spec.name === name) : specs?.[index];
}

function toSpecifiedColumn(cells: CsvCells, spec: ColumnSpec | undefined, name: string): Column {
  // What no spec names is dropped with the signature's check, so what it holds does not matter.
  if (!spec) return { dtype: 'object', values: [] };
  if (spec.type.kind === 'scalar') return castCells(cells, spec.type.type, name);
  throw new MlflowError(
    'BAD_REQUEST',
    `The signature's column "${name}" is of type ${spec.type.kind}, which CSV cannot hold. Send JSON.`,
  );
}

function toInferredColumn(cells: CsvCells, type: WholeColumnType, name: string): Column {
  switch (type) {
    case 'int64':
      return castCells(cells, 'long', name);
    case 'float64':
      return castCells(cells, 'double', name);
    case 'boolean':
      return castCells(cells, 'boolean', name);
    case 'text':
      return castCells(cells, 'string', name);
    case 'boolean?':
      return mapObjects(cells, name, (text) => text.toLowerCase() === 'true');
    case 'integers':
      return mapObjects(cells, name, (text) => narrowInteger(BigInt(text.trim())));
  }
}

const numericTypes: ReadonlySet<ScalarType> = new Set(['double', 'float', 'long', 'integer']);

function castCells(cells: CsvCells, type: ScalarType, name: string): Column {
  const numbers = numericTypes.has(type) ? cells.numbers() : undefined;
  const column = numbers && castCsvNumbers(numbers, type);
  return column ?? castCsvColumn(cells.texts(), type, name);
}

function mapObjects(cells: CsvCells, name: string, convert: (text: string) => unknown): Column {
  const { values } = castCsvColumn(cells.texts(), 'string', name);
  return {
    dtype: 'object',
    values: Array.from<unknown, unknown>(values, (value) =>
      typeof value === 'string' ? convert(value) : null,
    ),
  };
}
