import { SchemaMismatchError } from '../../errors.ts';
import { showValue } from '../../shown-value.ts';
import type { ColumnSpec, Schema } from '../../model/signature.ts';
import { columnCells } from '../column-cells.ts';
import { enforceColumn } from './enforce-column.ts';
import { enforceTensors } from './enforce-tensors.ts';
import { enforceType } from './enforce-type.ts';
import { toFrame } from './frame-from-arrays.ts';
import { describeName } from '../json/json-value.ts';
import type { ModelInput } from '../model-input.ts';
import type { Column, ColumnName, Table } from '../table.ts';

/**
 * Checks an input against the signature's schema and returns what the model gets: named columns in
 * the signature's order without extra ones, unnamed columns by position, tensors by name and
 * shape. Optional columns may be absent. Without a schema everything passes. Throws
 * SchemaMismatchError. Follows mlflow.models.utils._enforce_schema (3.17).
 */
export function enforceSignature(input: ModelInput, schema: Schema | undefined): ModelInput {
  if (!schema) return input;
  if (schema.kind === 'tensors') return enforceTensors(input, schema.tensors);
  const table = toFrame(input, schema.columns);
  const isNamed = schema.columns[0]?.name !== undefined;
  return isNamed ? enforceNamed(table, schema.columns) : enforceByPosition(table, schema.columns);
}

function enforceNamed(table: Table, specs: readonly ColumnSpec[]): Table {
  const positions = new Map<ColumnName, number>();
  table.names.forEach((name, index) => positions.set(name, index));
  checkNames(table, specs, positions);
  const names: ColumnName[] = [];
  const columns: Column[] = [];
  for (const spec of specs) {
    const name = nameOf(spec);
    const column = table.columns[positions.get(name) ?? -1];
    if (!column) continue;
    names.push(name);
    columns.push(enforceSpec(column, spec, name));
  }
  return { kind: 'table', names, columns, rowCount: table.rowCount };
}

function checkNames(
  table: Table,
  specs: readonly ColumnSpec[],
  positions: ReadonlyMap<ColumnName, number>,
): void {
  const isMissing = (spec: ColumnSpec) => spec.required && !positions.has(nameOf(spec));
  if (specs.some(isMissing)) throw missingColumns(table, specs, specs.filter(isMissing));
  if (positions.size === table.names.length) return;
  const repeated = table.names.find((name, index) => positions.get(name) !== index);
  if (repeated !== undefined && specs.some((spec) => nameOf(spec) === repeated)) {
    throw new SchemaMismatchError(
      `The request has the column ${describeName(repeated)} more than once.`,
    );
  }
}

function nameOf(spec: ColumnSpec): ColumnName {
  return spec.name ?? 0; // the caller has seen that the columns are named
}

function missingColumns(
  table: Table,
  specs: readonly ColumnSpec[],
  missing: readonly ColumnSpec[],
): SchemaMismatchError {
  const expected = new Set(specs.map(nameOf));
  const extra = table.names.filter((name) => !expected.has(name));
  // A CSV without a header has data where the names should be.
  const names = showValue(listNames(extra), 'other columns');
  const hint = extra.length > 0 ? ` The request has ${names} instead.` : '';
  return new SchemaMismatchError(
    `The request lacks the column${missing.length > 1 ? 's' : ''} ${listNames(missing.map(nameOf))} ` +
      `of the signature.${hint} Expected are ${listNames([...expected])}.`,
  );
}

function listNames(names: readonly ColumnName[]): string {
  const shown = names.slice(0, 12).map(describeName).join(', ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}

function enforceByPosition(table: Table, specs: readonly ColumnSpec[]): Table {
  if (table.columns.length < specs.length) {
    throw new SchemaMismatchError(
      `The request has ${table.columns.length} columns, but the signature asks for ${specs.length} (unnamed, so they go by position).`,
    );
  }
  const names = table.names.slice(0, specs.length);
  const columns = specs.map((spec, index) => {
    const column = table.columns[index];
    if (column) return enforceSpec(column, spec, names[index] ?? index);
    throw new RangeError(`no column ${index}`); // the length was checked above
  });
  return { kind: 'table', names, columns, rowCount: table.rowCount };
}

function enforceSpec(column: Column, spec: ColumnSpec, name: ColumnName): Column {
  const { type, required } = spec;
  if (type.kind === 'scalar') return enforceColumn(column, type.type, name);
  const cells = columnCells(column).map((cell, row) => {
    try {
      return enforceType(cell, type, required);
    } catch (error) {
      if (!(error instanceof SchemaMismatchError)) throw error;
      throw new SchemaMismatchError(
        `Column ${describeName(name)}, row ${row + 1}: ${error.markedMessage}`,
        { cause: error },
      );
    }
  });
  return { dtype: 'object', values: cells };
}
