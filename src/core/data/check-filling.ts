import { invalidInput } from './json/json-value.ts';

/** Cells that any request may leave out: they take 64 MB and well under a second. */
const freeCells = 2 ** 23;
/** How many cells may be made for each that is given. */
const cellsPerGiven = 8;

/** The table that a request asks for. */
export interface TableSize {
  readonly rowCount: number;
  readonly columnCount: number;
  /** How many of its cells the request has; all others are filled up. */
  readonly givenCells: number;
}

/**
 * Refuses a table of which a request gives next to nothing: a short body of rows that each name a
 * column of their own would otherwise ask for more cells than there is memory. Throws MlflowError
 * BAD_REQUEST.
 */
export function checkFilling({ rowCount, columnCount, givenCells }: TableSize): void {
  const cells = rowCount * columnCount;
  if (cells <= freeCells + cellsPerGiven * givenCells) return;
  throw invalidInput(
    `The request's ${rowCount} rows and ${columnCount} columns make a table of ${cells} cells, of which it gives ` +
      `only ${givenCells}. Give every row the same columns, or send fewer rows at a time.`,
  );
}
