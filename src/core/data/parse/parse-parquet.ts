import { SchemaMismatchError } from '../../errors.ts';
import type { Schema } from '../../model/signature.ts';
import { specsByName } from '../../model/specs-by-name.ts';
import { matrixOfColumns } from '../convert/matrix-of-columns.ts';
import { findRepeated } from '../find-repeated.ts';
import type { ModelInput } from '../model-input.ts';
import { openParquet, type ParquetColumn, type ParquetFile } from '../parquet/open-parquet.ts';
import { readParquetColumn } from '../parquet/parquet-column.ts';
import { brokenParquet } from '../parquet/parquet-error.ts';
import type { Column, ColumnName, Table } from '../table.ts';

/**
 * Reads a Parquet file as pandas.read_parquet does: row labels are left out, names that were
 * numbers are numbers again. Columns that a named signature does not know are not read. Throws
 * MlflowError BAD_REQUEST for files that cannot be read, SchemaMismatchError for columns whose
 * dtype the signature refuses.
 * Follows mlflow.pyfunc.scoring_server.parse_parquet_input (3.17).
 */
export function parseParquet(body: Uint8Array, schema: Schema | undefined): ModelInput {
  const table = readTable(body, schema);
  const isMatrix = schema?.kind === 'tensors' && schema.tensors[0]?.name === undefined;
  if (!isMatrix || table.columns.length < 2) return table;
  if (table.rowCount > 0) return matrixOfColumns(table);
  throw new SchemaMismatchError('The Parquet file has no rows; send at least one.');
}

function readTable(body: Uint8Array, schema: Schema | undefined): Table {
  const file = openParquet(body);
  const stored = file.columns.filter(({ name }) => !file.pandas.indexColumns.has(name));
  const names = readNames(file, stored);
  const specs = schema?.kind === 'columns' ? schema.columns : [];
  const isNamed = specs[0]?.name !== undefined;
  const byName = specsByName(specs);
  const columns: Column[] = [];
  const kept: ColumnName[] = [];
  for (const [index, column] of stored.entries()) {
    const name = names[index] ?? index;
    const spec = isNamed ? byName.get(name) : specs[index];
    if (isNamed && !spec) continue;
    kept.push(name);
    columns.push(readParquetColumn(column, name, spec));
  }
  return { kind: 'table', names: kept, columns, rowCount: file.rowCount };
}

function readNames({ pandas }: ParquetFile, stored: readonly ParquetColumn[]): ColumnName[] {
  const names = stored.map(({ name }) => name);
  if (pandas.hasColumnLevels) throw brokenParquet('its column names have several levels');
  const repeated = findRepeated(names);
  if (repeated !== undefined) throw brokenParquet(`it names the column "${repeated}" twice`);
  return pandas.hasNumberedColumns ? names.map(Number) : names;
}
