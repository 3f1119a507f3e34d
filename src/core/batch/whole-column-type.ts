import { inferCsvColumn } from '../data/csv-column.ts';
import type { Column } from '../data/table.ts';

/** The dtype that pandas.read_csv infers for a column; the last two are `object` columns. */
export type WholeColumnType = 'int64' | 'float64' | 'boolean' | 'text' | 'boolean?' | 'uint64';

/**
 * Finds what pandas.read_csv infers for a whole column from chunks of it: chunk by chunk the dtype
 * would change, and with it what the model sees. Each chunk goes through the same inference as a
 * whole file does; only what it found is kept.
 */
export class WholeColumn {
  readonly #kinds = new Set<'integer' | 'unsigned' | 'float' | 'boolean' | 'text'>();
  #hasMissing = false;
  #hasNegative = false;

  /** Takes the texts of the column in the next chunk. */
  add(texts: readonly string[]): void {
    if (this.#kinds.has('text') || texts.length === 0) return;
    const column = inferCsvColumn(texts);
    if (column.dtype === 'int64') {
      this.#kinds.add('integer');
      this.#hasNegative ||= column.values.some((value) => value < 0n);
    } else if (column.dtype === 'float64') {
      this.#addFloats(column.values);
    } else if (column.dtype === 'boolean') {
      this.#kinds.add('boolean');
    } else {
      this.#addObjects(column);
    }
  }

  /** What the whole column is, after every chunk was added. */
  get type(): WholeColumnType {
    const kinds = this.#kinds;
    if (kinds.has('text') || (kinds.has('boolean') && kinds.size > 1)) return 'text';
    if (kinds.has('boolean')) return this.#hasMissing ? 'boolean?' : 'boolean';
    if (this.#hasMissing || kinds.has('float') || kinds.size === 0) return 'float64';
    if (!kinds.has('unsigned')) return 'int64';
    return this.#hasNegative ? 'float64' : 'uint64';
  }

  /** A chunk of missing values only says nothing about the rest. */
  #addFloats(values: Float64Array): void {
    const missing = values.reduce((count, value) => count + Number(Number.isNaN(value)), 0);
    this.#hasMissing ||= missing > 0;
    if (missing < values.length) this.#kinds.add('float');
  }

  #addObjects(column: Column): void {
    const values: Iterable<unknown> = column.values;
    for (const value of values) {
      if (value === null) this.#hasMissing = true;
      else if (typeof value === 'boolean') this.#kinds.add('boolean');
      else if (typeof value === 'string') this.#kinds.add('text');
      else this.#kinds.add('unsigned');
    }
  }
}
