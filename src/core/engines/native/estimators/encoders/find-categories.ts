import { MlflowError } from '../../../../errors.ts';
import type { TensorDtype } from '../../../../data/tensor.ts';
import { columnCells } from '../../rows/column-cells.ts';
import { elementType } from '../../rows/element-type.ts';
import { pythonKey } from '../../rows/python-key.ts';
import { type RowOrigin, type Rows, columnLabel } from '../../rows/rows.ts';
import { showCell } from '../../rows/show-cell.ts';
import type { CategoryTable } from './category-table.ts';

/** How cells are looked up. */
export interface CategoryRules {
  /** The class, for messages. */
  readonly estimator: string;
  /** False until 0.23, which refused every missing value. */
  readonly allowsMissing: boolean;
  /** True where a value that is no category is an error (`handle_unknown="error"`). */
  readonly refusesUnknown: boolean;
}

interface Search extends CategoryRules {
  readonly column: number;
  readonly table: CategoryTable;
  readonly origin: RowOrigin;
}

/** What stands for a value that is no category. */
export const unknownPlace = -1;

/**
 * The place in `categories_` of each cell of one feature, or {@link unknownPlace}. Follows
 * sklearn.preprocessing._encoders._BaseEncoder._transform. Throws MlflowError BAD_REQUEST for what
 * it refuses, naming column, row, value and the categories.
 */
export function findCategories(rows: Rows, search: Search): Int32Array {
  const { table, column } = search;
  const isNumeric = columnType(rows, column) !== 'object';
  if (isNumeric && table.isObject) throw wrongType(rows, search);
  const isFrame = rows.kind === 'table';
  const cells = columnCells(rows, column);
  const places = new Int32Array(cells.length);
  for (let row = 0; row < cells.length; row += 1) {
    const cell = cells[row];
    if (isNumeric && (cell === Infinity || cell === -Infinity)) {
      const reason = 'holds an infinite value';
      throw refusal(rows, search, { row, reason, advice: 'send another' });
    }
    const key = pythonKey(cell);
    const place =
      key === undefined
        ? missingPlace(cell, table, isFrame)
        : (table.places.get(key) ?? unknownPlace);
    if (place === unknownPlace || key === undefined) checkCell(rows, search, { cell, row, place });
    places[row] = place;
  }
  return places;
}

/** A frame's columns have each their own dtype; an array has one for all. */
function columnType(rows: Rows, column: number): TensorDtype {
  if (rows.kind !== 'table') return elementType(rows);
  const found = rows.columns[column];
  return found ? elementType({ ...rows, columns: [found], names: [] }) : 'object';
}

/** A frame's missing text is NaN or None by the version of pandas, so it is what is a category. */
function missingPlace(cell: unknown, table: CategoryTable, isFrame: boolean): number {
  const { nonePlace = unknownPlace, nanPlace = unknownPlace } = table;
  if (cell === null) return isFrame && nonePlace === unknownPlace ? nanPlace : nonePlace;
  return Number.isNaN(cell) ? nanPlace : unknownPlace;
}

function checkCell(
  rows: Rows,
  search: Search,
  found: { readonly cell: unknown; readonly row: number; readonly place: number },
): void {
  const { cell, row } = found;
  const isMissing = cell === null || Number.isNaN(cell);
  if (isMissing && !search.allowsMissing) {
    const reason = 'holds a missing value';
    throw refusal(rows, search, {
      row,
      reason,
      advice: `send ${acceptedCategories(search.table)}`,
    });
  }
  if (found.place !== unknownPlace) return;
  const isPlain = isMissing || pythonKey(cell) !== undefined;
  if (isPlain && !search.refusesUnknown) return;
  const reason = `holds ${showCell(cell)}, a category that was unknown when the model was fitted,`;
  throw refusal(rows, search, { row, reason, advice: `send ${acceptedCategories(search.table)}` });
}

function wrongType(rows: Rows, search: Search): MlflowError {
  return new MlflowError(
    'BAD_REQUEST',
    `The ${columnLabel(rows, search.column)} holds numbers, but ${search.estimator} was fitted to ` +
      `texts there; send ${acceptedCategories(search.table)}.`,
  );
}

function refusal(
  rows: Rows,
  search: Search,
  found: { readonly row: number; readonly reason: string; readonly advice: string },
): MlflowError {
  const label = columnLabel(rows, search.column);
  return new MlflowError(
    'BAD_REQUEST',
    `The ${label} ${found.reason} in row ${search.origin.firstRow + found.row}, which ` +
      `${search.estimator} does not accept; ${found.advice}.`,
  );
}

function acceptedCategories({ examples, count }: CategoryTable): string {
  const shown = examples.map((category) =>
    typeof category === 'string' ? JSON.stringify(category) : String(category),
  );
  const more = count > examples.length ? ` or ${count - examples.length} more` : '';
  return `one of ${shown.join(', ')}${more}`;
}
