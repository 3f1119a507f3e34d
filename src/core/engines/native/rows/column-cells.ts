import { columnCells as cellsOfColumn, narrowInteger } from '../../../data/column-cells.ts';
import { toDenseRows } from './dense.ts';
import type { Rows } from './rows.ts';

/**
 * The cells of one feature as an array of Python objects would hold them: numbers (NaN for missing
 * ones), bigints beyond 2^53, booleans, texts. `null` is None in a tensor; in a table it is a
 * missing value, which pandas holds as None or as NaN, depending on its version and the format.
 */
export function columnCells(rows: Rows, column: number): readonly unknown[] {
  switch (rows.kind) {
    case 'table': {
      const found = rows.columns[column];
      return found ? cellsOfColumn(found) : [];
    }
    case 'matrix': {
      const { rowCount, columnCount, values } = rows;
      return Array.from({ length: rowCount }, (_, row) => values[row * columnCount + column]);
    }
    case 'sparse':
      return columnCells(toDenseRows(rows), column);
    case 'tensor': {
      const [rowCount = 0, columnCount = 0] = rows.shape;
      const read = cellReader(rows.dtype);
      return Array.from({ length: rowCount }, (_, row) =>
        read(rows.values[row * columnCount + column]),
      );
    }
  }
}

function cellReader(dtype: string): (value: unknown) => unknown {
  if (dtype === 'bool') return (value) => value === 1;
  return (value) => (typeof value === 'bigint' ? narrowInteger(value) : value);
}
