import type { Column } from './table.ts';

/**
 * The cells of a column as values of their own: numbers (bigints beyond 2^53), booleans, strings;
 * moments as bigints of nanoseconds.
 */
export function columnCells(column: Column): readonly unknown[] {
  switch (column.dtype) {
    case 'boolean':
      return Array.from(column.values, Boolean);
    case 'int64':
      return Array.from(column.values, narrowInteger);
    case 'float64':
    case 'float32':
    case 'int32':
    case 'datetime64[ns]':
      return Array.from<unknown>(column.values);
    case 'object':
      return column.values;
  }
}

/** A number where that is exact, else the bigint. */
export function narrowInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
