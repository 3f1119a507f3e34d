import { type ByteSpan, nextLine } from './plain-rows.ts';

/** Where records end. */
export interface RecordsEnd {
  /** Where the record after the last one begins. */
  readonly next: number;
  readonly recordCount: number;
}

const [lineFeed, carriageReturn, quote, comma] = [0x0a, 0x0d, 0x22, 0x2c];

/**
 * Finds the end of up to `maximum` records, blank lines among them, where csv-parse with
 * `relax_quotes` sees it: quotes count at the start of a cell, a doubled one inside stands for
 * itself, and behind any other the cell goes on like one without quotes.
 */
export function findRecordsEnd(span: ByteSpan, maximum: number): RecordsEnd {
  const { end, isLast } = span;
  const bytes = span.bytes.subarray(0, end); // what stands behind is not the file's
  let { start: next } = span;
  let recordCount = 0;
  let cellStart = next;
  while (recordCount < maximum && next < end) {
    const cellEnd = findCellEnd(bytes, cellStart);
    if (cellEnd < end && bytes[cellEnd] === comma) {
      cellStart = cellEnd + 1;
      continue;
    }
    const afterRecord = nextLine(span, cellEnd);
    if (afterRecord === undefined) break;
    next = afterRecord;
    cellStart = next;
    recordCount += 1;
  }
  return { next: isLast && recordCount < maximum ? end : next, recordCount };
}

/** The place of the comma or line end behind a cell, or the end of the bytes. */
function findCellEnd(bytes: Buffer, start: number): number {
  const end = bytes.length;
  let index = start;
  if (start < end && bytes[start] === quote) {
    index = afterQuotes(bytes, start);
    if (index < 0) return end;
  }
  for (; index < end; index += 1) {
    const code = bytes[index];
    if (code === comma || code === lineFeed || code === carriageReturn) return index;
  }
  return end;
}

/** The place behind the quote that closes the one at `start`; -1 if there is none. */
function afterQuotes(bytes: Buffer, start: number): number {
  for (let index = start + 1; ;) {
    const closing = bytes.indexOf(quote, index);
    if (closing < 0) return -1;
    if (bytes[closing + 1] !== quote) return closing + 1;
    index = closing + 2;
  }
}

/** How many line ends there are, those inside of quotes too. */
export function countLines(bytes: Buffer): number {
  let count = 0;
  for (const [index, code] of bytes.entries()) {
    if (code === lineFeed && bytes[index - 1] !== carriageReturn) count += 1;
    else if (code === carriageReturn) count += 1;
  }
  return count;
}
