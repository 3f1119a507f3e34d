import { SchemaMismatchError } from '../../errors.ts';
import { describeName } from '../json/json-value.ts';
import type { ColumnDtype, Table } from '../table.ts';
import type { Tensor } from '../tensor.ts';

/**
 * The array that `DataFrame.to_numpy` makes of columns of numbers: of their dtype when they share
 * one, else of float64. Throws SchemaMismatchError for a column that holds anything else.
 */
export function matrixOfColumns(table: Table): Tensor {
  const { columns, names, rowCount } = table;
  const shape = [rowCount, columns.length];
  const dtypes = new Set<ColumnDtype>(columns.map(({ dtype }) => dtype));
  const [dtype] = dtypes;
  const odd = columns.findIndex(({ dtype: each }) => !isNumeric(each));
  if (odd >= 0) {
    throw new SchemaMismatchError(
      `Column ${describeName(names[odd] ?? odd)} holds ${columns[odd]?.dtype} values, but the signature asks for one array of numbers.`,
    );
  }
  const at = (index: number) =>
    columns[index % columns.length]?.values[Math.floor(index / columns.length)];
  const source = { length: rowCount * columns.length };
  if (dtypes.size === 1 && dtype === 'int64') {
    const integers = columns.flatMap((column) => (column.dtype === 'int64' ? [column.values] : []));
    const values = new BigInt64Array(source.length);
    for (const [column, cells] of integers.entries()) {
      for (const [row, cell] of cells.entries()) values[row * columns.length + column] = cell;
    }
    return { kind: 'tensor', dtype, shape, values };
  }
  const toNumber = (_: unknown, index: number) => Number(at(index));
  if (dtypes.size === 1 && dtype === 'int32') {
    return { kind: 'tensor', dtype, shape, values: Int32Array.from(source, toNumber) };
  }
  if (dtypes.size === 1 && dtype === 'float32') {
    return { kind: 'tensor', dtype, shape, values: Float32Array.from(source, toNumber) };
  }
  return { kind: 'tensor', dtype: 'float64', shape, values: Float64Array.from(source, toNumber) };
}

function isNumeric(dtype: ColumnDtype): boolean {
  return dtype !== 'object' && dtype !== 'boolean' && dtype !== 'datetime64[ns]';
}
