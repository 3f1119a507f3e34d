import { inferCsvColumn } from '../data/parse/csv-column.ts';
import type { CsvNumbers } from '../data/parse/csv-numbers.ts';
import { int64Range, isWithin, uint64Range } from '../data/convert/integer-range.ts';
import { parsePandasInteger } from '../data/convert/pandas-number.ts';
import type { Column } from '../data/table.ts';
import { MlflowError } from '../errors.ts';
import type { CsvCells } from './csv-rows.ts';

/** What pandas.read_csv infers for a column; the last three are `object` columns. */
export type WholeColumnType = 'int64' | 'float64' | 'boolean' | 'text' | 'boolean?' | 'integers';

/** `unsigned` needs 64 bits without a sign, `huge` more than 64 bits. */
type Kind = 'integer' | 'unsigned' | 'huge' | 'float' | 'boolean' | 'text';

/**
 * Finds what pandas.read_csv (pandas 3.1) infers for a whole column from chunks of it: chunk by
 * chunk the dtype would change, and with it what the model sees. Each chunk goes through the same
 * inference as a whole file does; only what it found is kept.
 */
export class WholeColumn {
  readonly #kinds = new Set<Kind>();
  #hasMissing = false;
  #hasNegative = false;

  /** Takes the column's cells in the next chunk, which has at least one row. */
  add(cells: CsvCells): void {
    if (this.#kinds.has('text')) return;
    const numbers = cells.numbers();
    if (!numbers || !this.#addNumbers(numbers)) this.#addTexts(cells.texts());
  }

  /** False where only the texts tell what pandas makes of them: signs, integers of many digits. */
  #addNumbers({ values, areIntegers, hasMissing, hasFloat }: CsvNumbers): boolean {
    if (areIntegers) {
      this.#kinds.add('integer');
      this.#hasNegative ||= values.some((value) => value < 0);
      return true;
    }
    if (!hasMissing && !hasFloat) return false;
    if (values.some((value) => Math.abs(value) >= 2 ** 63)) return false;
    this.#hasMissing ||= hasMissing;
    if (!values.every(Number.isNaN)) this.#kinds.add('float');
    return true;
  }

  #addTexts(texts: readonly string[]): void {
    const column = inferCsvColumn(texts);
    if (column.dtype === 'int64') {
      this.#kinds.add('integer');
      this.#hasNegative ||= column.values.some((value) => value < 0n);
    } else if (column.dtype === 'float64') {
      this.#addFloats(column.values, texts);
    } else if (column.dtype === 'boolean') {
      this.#kinds.add('boolean');
    } else {
      this.#addObjects(column);
    }
  }

  /**
   * What the whole column is, after every chunk was added. Throws MlflowError NOT_IMPLEMENTED for
   * integers of 64 bits and more beside missing values, of which pandas makes something peculiar.
   */
  decide(name: string): WholeColumnType {
    const kinds = this.#kinds;
    if (kinds.has('text') || (kinds.has('boolean') && kinds.size > 1)) return 'text';
    if (kinds.has('boolean')) return this.#hasMissing ? 'boolean?' : 'boolean';
    const isLarge = kinds.has('unsigned') || kinds.has('huge');
    if (isLarge && this.#hasMissing) throw largeAndMissing(name);
    if (this.#hasMissing || kinds.has('float') || kinds.size === 0) return 'float64';
    if (kinds.has('huge')) return 'integers';
    if (!kinds.has('unsigned')) return 'int64';
    return this.#hasNegative ? 'text' : 'integers';
  }

  /** A chunk of missing values only says nothing about the rest. */
  #addFloats(values: Float64Array, texts: readonly string[]): void {
    let missing = 0;
    for (const [row, value] of values.entries()) {
      if (Number.isNaN(value)) missing += 1;
      // Without missing values a float stands beside it, and then all are floats.
      else if (Math.abs(value) >= 2 ** 63) this.#addLarge(texts[row] ?? '');
    }
    this.#hasMissing ||= missing > 0;
    if (missing < values.length) this.#kinds.add('float');
  }

  /** A float that large may be an integer that fits and was rounded up. */
  #addLarge(text: string): void {
    const integer = parsePandasInteger(text);
    if (integer !== undefined) this.#addInteger(integer);
  }

  #addObjects(column: Column): void {
    const values: Iterable<unknown> = column.values;
    for (const value of values) {
      if (value === null) this.#hasMissing = true;
      else if (typeof value === 'boolean') this.#kinds.add('boolean');
      else if (typeof value === 'string') this.#kinds.add('text');
      else this.#addInteger(BigInt(value as number | bigint)); // inferCsvColumn has no other cells
    }
  }

  #addInteger(value: bigint): void {
    this.#hasNegative ||= value < 0n;
    if (isWithin(value, int64Range)) this.#kinds.add('integer');
    else this.#kinds.add(isWithin(value, uint64Range) ? 'unsigned' : 'huge');
  }
}

function largeAndMissing(name: string): MlflowError {
  return new MlflowError(
    'NOT_IMPLEMENTED',
    `The column "${name}" has integers beyond 64 bits and missing values, which pandas reads in no dependable way. ` +
      'Fill the missing values, shorten the integers, or log the model with a signature.',
  );
}
