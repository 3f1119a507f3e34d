import { isAscii } from 'node:buffer';
import { type CsvNumbers, parseCsvNumbers } from '../data/parse/csv-numbers.ts';
import type { ByteText } from './byte-text.ts';
import type { CsvCells, CsvRow, CsvRows } from './csv-rows.ts';

/** Bytes in which records are looked for. */
export interface ByteSpan {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Whether the file ends with these bytes. */
  readonly isLast: boolean;
}

/** Where the cells of records of equal width are, counted from the span's start. */
interface PlainCells {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Cells in a row. */
  readonly width: number;
  readonly rowCount: number;
}

/** What {@link scanPlainRows} found. */
export interface PlainScan extends PlainCells {
  /** Where the record after the last one begins. */
  readonly next: number;
  /** How many lines there are, blank ones too. */
  readonly lineCount: number;
}

const [lineFeed, carriageReturn, quote, comma] = [0x0a, 0x0d, 0x22, 0x2c];
const [space, firstNonAscii] = [0x20, 0x80];
/** Room for so many cells is made before they were seen. */
const maximumFirstCells = 2 ** 18;

/**
 * Finds the cells of up to `maximum` records that have no quotes and all the same width; undefined
 * for others. Lines end with LF, CRLF or CR; blank ones are passed over. Fewer records than
 * `maximum` are found where the bytes end, and a cut-off last one only if the file ends there.
 */
export function scanPlainRows(span: ByteSpan, maximum: number): PlainScan | undefined {
  const places = new CellPlaces(span, maximum);
  let next = span.start;
  let width = 0;
  let rowCount = 0;
  let lineCount = 0;
  while (rowCount < maximum && next < span.end) {
    const rowCell = places.count;
    const lineEnd = places.addLine(next);
    if (lineEnd === undefined) return undefined;
    const afterLine = nextLine(span, lineEnd);
    if (afterLine === undefined) break;
    lineCount += 1;
    const isBlank = places.count === rowCell + 1 && isBlankLine(span.bytes, next, lineEnd);
    next = afterLine;
    if (isBlank) {
      places.count = rowCell;
      continue;
    }
    if (rowCount === 0) width = places.count;
    else if (places.count - rowCell !== width) return undefined;
    rowCount += 1;
  }
  return { starts: places.starts, ends: places.ends, width, rowCount, next, lineCount };
}

/** Where the line behind a line's end begins; undefined when more bytes have to tell. */
export function nextLine({ bytes, end, isLast }: ByteSpan, lineEnd: number): number | undefined {
  const isCarriageReturn = bytes[lineEnd] === carriageReturn;
  const known = isCarriageReturn ? lineEnd + 1 : lineEnd; // LF may follow CR
  if (known >= end) return isLast ? end : undefined;
  return isCarriageReturn && bytes[known] === lineFeed ? known + 1 : lineEnd + 1;
}

/** How many cells the first line seems to have. */
function firstWidth({ bytes, start, end }: ByteSpan): number {
  let width = 1;
  for (let index = start; index < end && bytes[index] !== lineFeed; index += 1) {
    if (bytes[index] === comma) width += 1;
  }
  return width;
}

/** The places of cells, line by line. */
class CellPlaces {
  starts: Int32Array;
  ends: Int32Array;
  count = 0;
  readonly #span: ByteSpan;

  constructor(span: ByteSpan, rowCount: number) {
    this.#span = span;
    const capacity = Math.max(64, Math.min(rowCount * firstWidth(span), maximumFirstCells));
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
  }

  /** Adds the cells of a line and returns the place of its end; undefined if it has a quote. */
  addLine(lineStart: number): number | undefined {
    const { bytes, start, end } = this.#span;
    let { starts, ends, count } = this; // the loop is hot, and fields would be read each time
    let cellStart = lineStart;
    let index = lineStart;
    for (; ; index += 1) {
      const code = index < end ? (bytes[index] ?? 0) : lineFeed;
      if (code > comma) continue;
      if (code === quote) return undefined;
      if (code !== comma && code !== lineFeed && code !== carriageReturn) continue;
      if (count >= starts.length) ({ starts, ends } = this.#grow());
      starts[count] = cellStart - start;
      ends[count] = index - start;
      count += 1;
      if (code !== comma) break;
      cellStart = index + 1;
    }
    this.count = count;
    return index;
  }

  #grow(): Pick<CellPlaces, 'starts' | 'ends'> {
    this.starts = doubled(this.starts);
    this.ends = doubled(this.ends);
    return this;
  }
}

function doubled(values: Int32Array): Int32Array {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}

/** Nothing, or nothing but space: pandas passes over such lines. */
function isBlankLine(bytes: Buffer, start: number, end: number): boolean {
  if (start >= end) return true;
  const first = bytes[start] ?? 0;
  if (first > space && first < firstNonAscii) return false;
  return /^\s+$/u.test(bytes.toString('utf8', start, end));
}

/** Rows without quotes and of one width, as bytes of UTF-8 that stay as they are. */
export class PlainRows implements CsvRows {
  readonly rowCount: number;
  readonly #bytes: Buffer;
  readonly #cells: PlainCells;
  #text: string | undefined;

  /** `bytes` are valid UTF-8 in which `cells` were found. */
  constructor(bytes: Buffer, cells: PlainCells) {
    this.#bytes = bytes;
    this.#cells = cells;
    this.rowCount = cells.rowCount;
  }

  widthOf(): number {
    return this.#cells.width;
  }

  findLonger(width: number): number {
    return this.#cells.width > width ? 0 : -1;
  }

  row(row: number): CsvRow {
    const { width } = this.#cells;
    return Array.from({ length: width }, (_, index) => this.#textOf(row * width + index));
  }

  column(index: number): CsvCells {
    return { numbers: () => this.#numbers(index), texts: () => this.#texts(index) };
  }

  writeRow(text: ByteText, row: number, width: number): void {
    const { starts, ends, width: own } = this.#cells;
    const first = row * own;
    text.addBytes(this.#bytes, starts[first] ?? 0, ends[first + own - 1] ?? 0);
    for (let index = own; index < width; index += 1) text.addByte(comma);
  }

  #numbers(first: number): CsvNumbers | undefined {
    const cells = this.#cells;
    if (first >= cells.width) return undefined;
    return parseCsvNumbers({ bytes: this.#bytes, ...cells, first });
  }

  #texts(index: number): string[] {
    const { width, rowCount } = this.#cells;
    if (index >= width) return Array.from({ length: rowCount }, () => '');
    return Array.from({ length: rowCount }, (_, row) => this.#textOf(row * width + index));
  }

  #textOf(cell: number): string {
    const { starts, ends } = this.#cells;
    const [start, end] = [starts[cell] ?? 0, ends[cell] ?? 0];
    // In ASCII a byte's place is its character's; parts of one text are cheaper than texts.
    this.#text ??= isAscii(this.#bytes) ? this.#bytes.toString('latin1') : '';
    if (this.#text !== '') return this.#text.slice(start, end);
    return this.#bytes.toString('utf8', start, end);
  }
}
