import type { CsvNumbers } from '../data/parse/csv-numbers.ts';
import type { ByteText } from './byte-text.ts';
import { quoteCell } from './csv-text.ts';

/** One record of a CSV file: its cells as text, unquoted. */
export type CsvRow = readonly string[];

/** One column of a file's rows; short rows have an empty cell there. */
export interface CsvCells {
  /** The cells as numbers, where that is quick to tell and they are numbers or missing. */
  numbers(): CsvNumbers | undefined;
  texts(): string[];
}

/** Rows of a file that follow one another. */
export interface CsvRows {
  readonly rowCount: number;
  /** How many cells a row has. */
  widthOf(row: number): number;
  /** The first row with more than `width` cells, or -1. */
  findLonger(width: number): number;
  row(row: number): CsvRow;
  column(index: number): CsvCells;
  /** Writes a row's cells as they stand in a CSV, filled up to `width` of them. */
  writeRow(text: ByteText, row: number, width: number): void;
}

/** Rows whose cells are texts already. */
export class TextRows implements CsvRows {
  readonly rowCount: number;
  readonly #rows: readonly CsvRow[];

  constructor(rows: readonly CsvRow[]) {
    this.#rows = rows;
    this.rowCount = rows.length;
  }

  widthOf(row: number): number {
    return this.row(row).length;
  }

  findLonger(width: number): number {
    return this.#rows.findIndex((row) => row.length > width);
  }

  row(row: number): CsvRow {
    return this.#rows[row] ?? [];
  }

  column(index: number): CsvCells {
    return {
      numbers: () => undefined,
      texts: () => this.#rows.map((row) => row[index] ?? ''),
    };
  }

  writeRow(text: ByteText, row: number, width: number): void {
    const cells = this.row(row);
    const line = Array.from({ length: width }, (_, index) => quoteCell(cells[index] ?? ''));
    text.add(line.join(','));
  }
}
