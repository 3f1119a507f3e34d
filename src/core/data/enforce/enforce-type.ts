import { SchemaMismatchError } from '../../errors.ts';
import type { ColumnType, Property, ScalarType } from '../../model/signature.ts';
import { columnCells } from '../column-cells.ts';
import { toPythonText } from '../convert/convert-value.ts';
import { enforceColumn } from './enforce-column.ts';
import { inferColumn } from '../convert/infer-column.ts';
import {
  describeName,
  describeValue,
  entriesOf,
  isJsonObject,
  type JsonObject,
  kindOf,
} from '../json/json-value.ts';

/**
 * Checks one cell against the type of its column and returns it converted. Throws
 * SchemaMismatchError that names the part. Follows mlflow.models.utils._enforce_type (3.17).
 */
export function enforceType(value: unknown, type: ColumnType, required: boolean): unknown {
  switch (type.kind) {
    case 'scalar':
      return enforceScalar(value, type.type, required);
    case 'array':
      return enforceArray(value, type.items, required);
    case 'object':
      return enforceObject(value, type.properties, required);
    case 'map':
      return enforceMap(value, type.values, required);
    case 'any':
      return value;
  }
}

function enforceScalar(value: unknown, type: ScalarType, required: boolean): unknown {
  const isMissing = kindOf(value) === 'null' || Number.isNaN(value);
  if (!required && isMissing) return null;
  if (['null', 'list', 'object'].includes(kindOf(value))) throw mismatch(value, type);
  const [cell] = columnCells(enforceCells([value], type));
  return cell;
}

function enforceCells(values: readonly unknown[], type: ScalarType) {
  const column = inferColumn(values);
  try {
    return enforceColumn(column, type, '');
  } catch (error) {
    if (!(error instanceof SchemaMismatchError)) throw error;
    const shown =
      values.length === 1
        ? `The value (${describeValue(values[0])})`
        : `A value of ${column.dtype}`;
    throw new SchemaMismatchError(
      `${shown} does not convert to ${type} without being changed` +
        `${type === 'double' || type === 'float' ? '; write whole numbers as 5.0' : ''}.`,
      { cause: error },
    );
  }
}

function enforceArray(value: unknown, items: ColumnType, required: boolean): unknown {
  const isEmpty = kindOf(value) === 'null' || (Array.isArray(value) && value.length === 0);
  if (isEmpty && (!required || items.kind === 'any')) return value;
  if (!Array.isArray(value)) throw mismatch(value, 'a list');
  if (items.kind !== 'scalar') return value.map((item) => enforceType(item, items, required));
  if (value.length === 0) return value;
  const nested = value.find((item) => Array.isArray(item));
  if (nested !== undefined) throw mismatch(nested, items.type);
  const cells = columnCells(enforceCells(value, items.type));
  return items.type === 'string' ? toTexts(cells) : cells;
}

/** NumPy writes whatever is in an array of strings as text; missing values stay missing here. */
function toTexts(cells: readonly unknown[]): (string | null)[] {
  return cells.map((cell) => {
    if (cell === null) return null;
    if (Array.isArray(cell) || isJsonObject(cell)) throw mismatch(cell, 'string');
    return toPythonText(cell, () => 'A list of strings');
  });
}

function enforceObject(
  value: unknown,
  properties: readonly Property[],
  required: boolean,
): unknown {
  if (!required && isEmptyObject(value)) return value;
  if (!isJsonObject(value)) throw mismatch(value, 'an object');
  const entries = entriesOf(value);
  const names = new Set(entries.map(([name]) => name));
  const missing = properties.find((property) => property.required && !names.has(property.name));
  if (missing) {
    throw new SchemaMismatchError(
      `The required property ${describeName(missing.name)} is missing; the signature asks for ` +
        `${properties.map((property) => describeName(property.name)).join(', ')}.`,
    );
  }
  const known = new Map(properties.map((property) => [property.name, property]));
  const enforced = entries.map(([name, part]) => {
    const property = known.get(name);
    if (property) return [name, enforcePart(name, part, property)] as const;
    throw new SchemaMismatchError(
      `The property ${describeName(name)} is not in the signature, which has ` +
        `${[...known.keys()].map(describeName).join(', ')}.`,
    );
  });
  return Object.fromEntries(enforced);
}

function enforcePart(name: string, value: unknown, property: Pick<Property, 'type' | 'required'>) {
  try {
    return enforceType(value, property.type, property.required);
  } catch (error) {
    if (!(error instanceof SchemaMismatchError)) throw error;
    throw new SchemaMismatchError(`In ${describeName(name)}: ${error.markedMessage}`, {
      cause: error,
    });
  }
}

function enforceMap(value: unknown, values: ColumnType, required: boolean): unknown {
  if ((!required || values.kind === 'any') && isEmptyObject(value)) return value;
  if (!isJsonObject(value)) throw mismatch(value, 'an object');
  const enforced = entriesOf(value).map(
    ([name, part]) => [name, enforcePart(name, part, { type: values, required })] as const,
  );
  return Object.fromEntries(enforced);
}

function isEmptyObject(value: unknown): value is JsonObject | null {
  return kindOf(value) === 'null' || (isJsonObject(value) && entriesOf(value).length === 0);
}

function mismatch(value: unknown, expected: string): SchemaMismatchError {
  return new SchemaMismatchError(
    `The signature asks for ${expected}, not ${describeValue(value)}.`,
  );
}
