import { invalidInput } from '../json/json-value.ts';

const blankLine = /[ \t]*(?:\r\n|\n|\r)/y;
const lastBlanks = /[ \t]+$/y;
const unquoted = /[^,\r\n]*/y;
const lineEnd = /\r\n|\n|\r|$/y;

/**
 * Splits CSV into records of texts. Blank lines are skipped, a byte order mark dropped, lines end
 * with LF, CRLF or CR. Quotes count at the start of a value only; what follows the closing one
 * belongs to the value. Throws MlflowError BAD_REQUEST for a quote that is never closed.
 * Follows pandas/_libs/src/parser/tokenizer.c (pandas 3.1), RFC 4180 where that leaves no choice.
 */
export function splitCsv(text: string): string[][] {
  if (!text.includes('"')) return splitUnquoted(text.startsWith('\ufeff') ? text.slice(1) : text);
  const reader = new CsvReader(text);
  const records: string[][] = [];
  for (;;) {
    const record = reader.readRecord();
    if (!record) return records;
    records.push(record);
  }
}

const [tab, lineFeed, carriageReturn, space, comma] = [0x09, 0x0a, 0x0d, 0x20, 0x2c];

/** The same for text without quotes, in one pass over its characters. */
function splitUnquoted(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let start = 0;
  let isBlank = true; // nothing but spaces and tabs since the line began
  for (let index = 0; index <= text.length; index += 1) {
    const code = index < text.length ? text.charCodeAt(index) : lineFeed;
    if (code === comma) {
      record.push(text.slice(start, index));
      start = index + 1;
      isBlank = false;
    } else if (code === lineFeed || code === carriageReturn) {
      if (!isBlank) {
        record.push(text.slice(start, index));
        records.push(record);
        record = [];
      }
      start = index + 1;
      isBlank = true;
    } else if (code !== space && code !== tab) {
      isBlank = false;
    }
  }
  return records;
}

class CsvReader {
  private readonly text: string;
  private offset: number;

  constructor(text: string) {
    this.text = text;
    this.offset = text.startsWith('\ufeff') ? 1 : 0;
  }

  readRecord(): string[] | undefined {
    while (this.take(blankLine)) continue;
    this.take(lastBlanks);
    if (this.offset >= this.text.length) return undefined;
    const record = [this.readValue()];
    while (this.text[this.offset] === ',') {
      this.offset += 1;
      record.push(this.readValue());
    }
    this.take(lineEnd);
    return record;
  }

  private readValue(): string {
    if (this.text[this.offset] !== '"') return this.take(unquoted)?.[0] ?? '';
    const start = this.offset;
    const end = closingQuote(this.text, start);
    if (end < 0) {
      const line = this.text.slice(0, start).split(/\r\n|\n|\r/u).length;
      throw invalidInput(
        `The CSV has a quote in line ${line} that is never closed. Close it, and double quotes inside quoted text.`,
      );
    }
    this.offset = end + 1;
    const content = this.text.slice(start + 1, end);
    return content.replaceAll('""', '"') + (this.take(unquoted)?.[0] ?? '');
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.offset;
    const match = pattern.exec(this.text);
    this.offset += match?.[0].length ?? 0;
    return match;
  }
}

/**
 * Where the value that opens at `start` is closed, or -1. A pattern would need a stack as long as
 * the value.
 */
function closingQuote(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote;
}
