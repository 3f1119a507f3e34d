import { isUtf8 } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse } from 'csv-parse/sync';
import { ArtifactNotFoundError, MlflowError, messageOf } from '../errors.ts';
import { fileSize } from '../file-info.ts';
import { ByteWindow } from './byte-window.ts';
import { type CsvRow, type CsvRows, TextRows } from './csv-rows.ts';
import { type ByteSpan, PlainRows, scanPlainRows } from './plain-rows.ts';
import { countLines, findRecordsEnd } from './quoted-records.ts';

/** Records that follow one another. */
export interface CsvChunk {
  readonly rows: CsvRows;
  /** The number of the first row as a spreadsheet shows it: the header is row 1. */
  readonly firstRow: number;
  /** How much of the file's bytes has been read, 0 to 1. */
  readonly fraction: number;
}

/** A CSV file that is read from the front to the back, as often as wanted. */
export interface CsvFile {
  readonly name: string;
  readonly header: CsvRow;
  /** The file's size in bytes. */
  readonly size: number;
  /** The data rows in chunks of `rowsPerChunk`, fewer where blank lines stand among quotes. */
  chunks(rowsPerChunk: number, signal: AbortSignal): AsyncGenerator<CsvChunk>;
}

/** Rows that take more are handed over before there are as many as a chunk should have. */
const bytesPerChunk = 16 * 1024 * 1024;
/** A text can have little more in the runtime, so neither can a record. */
const longestRecord = 512 * 1024 * 1024;

/**
 * Opens a CSV file whose first record names the columns. Quotes, line ends and blank lines are
 * taken as parseCsvTable takes them; a byte order mark is dropped. Throws ArtifactNotFoundError,
 * and MlflowError BAD_REQUEST for a file that is empty or not UTF-8 text.
 */
export async function openCsvFile(path: string, signal: AbortSignal): Promise<CsvFile> {
  const size = await fileSize(path);
  if (size === undefined) {
    throw new ArtifactNotFoundError(`There is no file ${path}; give the path of a CSV file.`);
  }
  const name = basename(path);
  const header = await withReader(path, signal, (reader) => reader.next(1));
  if (!header) {
    throw new MlflowError(
      'BAD_REQUEST',
      `${name} is empty. Its first line must name the columns; rows follow.`,
    );
  }
  return {
    name,
    header: header.row(0),
    size,
    chunks: (rowsPerChunk, abort) => readChunks(path, { rowsPerChunk, size }, abort),
  };
}

async function withReader<T>(
  path: string,
  signal: AbortSignal,
  work: (reader: RecordReader) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const file = await open(path);
  try {
    return await work(new RecordReader(file, basename(path), signal));
  } finally {
    await file.close();
  }
}

async function* readChunks(
  path: string,
  limits: { readonly rowsPerChunk: number; readonly size: number },
  signal: AbortSignal,
): AsyncGenerator<CsvChunk> {
  signal.throwIfAborted();
  const file = await open(path);
  try {
    const reader = new RecordReader(file, basename(path), signal);
    await reader.next(1); // the header
    let firstRow = 2;
    for (;;) {
      const rows = await reader.next(limits.rowsPerChunk);
      if (!rows) return;
      yield { rows, firstRow, fraction: Math.min(1, reader.bytesUsed / limits.size) };
      firstRow += rows.rowCount;
    }
  } finally {
    await file.close();
  }
}

/**
 * Reads records from the front to the back. Those without quotes and of equal width are only
 * looked for and stay bytes; a part of the file that has others goes through csv-parse.
 */
class RecordReader {
  readonly #window: ByteWindow;
  readonly #name: string;
  readonly #signal: AbortSignal;
  #linesBefore = 0;
  /** About how much the next part will take. */
  #usualBytes = 0;

  constructor(file: FileHandle, name: string, signal: AbortSignal) {
    this.#window = new ByteWindow(file);
    this.#name = name;
    this.#signal = signal;
  }

  get bytesUsed(): number {
    return this.#window.used;
  }

  /** Up to `maximum` records; undefined at the end of the file. */
  async next(maximum: number): Promise<CsvRows | undefined> {
    for (;;) {
      this.#signal.throwIfAborted();
      const { span } = this.#window;
      const length = span.end - span.start;
      const isWorthAScan =
        span.isLast || (length >= this.#usualBytes && maximum < Number.POSITIVE_INFINITY);
      const part = isWorthAScan ? this.#take(span, maximum) : undefined;
      if (part && part.rowCount > 0) return part;
      if (part) continue; // nothing but blank lines
      if (span.isLast) return undefined;
      if (length > longestRecord) throw this.#tooLong();
      await this.#window.fill();
    }
  }

  /** Undefined when more bytes are needed, or nothing is left. */
  #take(span: ByteSpan, maximum: number): CsvRows | undefined {
    const scan = scanPlainRows(span, maximum);
    if (!scan) return this.#takeAny(span, maximum);
    if (!isEnough(scan.rowCount, maximum, span) || scan.next === span.start) return undefined;
    this.#linesBefore += scan.lineCount;
    return new PlainRows(this.#use(span, scan.next), scan);
  }

  #takeAny(span: ByteSpan, maximum: number): CsvRows | undefined {
    const { next, recordCount } = findRecordsEnd(span, maximum);
    if (!isEnough(recordCount, maximum, span) || next === span.start) return undefined;
    const bytes = this.#use(span, next);
    const records = this.#parse(bytes);
    this.#linesBefore += countLines(bytes);
    // pandas takes a line of nothing but blanks for an empty one.
    return new TextRows(records.filter((row) => row.length > 1 || !/^\s+$/u.test(row[0] ?? '')));
  }

  /** The span's bytes up to `next`, which the window may then forget. */
  #use({ bytes, start }: ByteSpan, next: number): Buffer {
    const copy = Buffer.from(bytes.subarray(start, next));
    if (!isUtf8(copy)) throw notText(this.#name);
    this.#window.use(next);
    this.#usualBytes = copy.length;
    return copy;
  }

  #parse(bytes: Buffer): CsvRow[] {
    try {
      return parse(bytes, {
        record_delimiter: ['\r\n', '\n', '\r'],
        relax_column_count: true,
        relax_quotes: true,
        skip_empty_lines: true,
      });
    } catch (cause) {
      const message = messageOf(cause).replace(
        / at line (\d+)/u,
        (_, line: string) => ` at line ${Number(line) + this.#linesBefore}`,
      );
      throw new MlflowError(
        'BAD_REQUEST',
        `${this.#name} cannot be read as CSV: ${message}. Quotes must be closed, and doubled inside quoted text.`,
        { cause },
      );
    }
  }

  #tooLong(): MlflowError {
    return new MlflowError(
      'BAD_REQUEST',
      `${this.#name} cannot be read as CSV: a record begins in line ${this.#linesBefore + 1} and takes more than ` +
        `${longestRecord} bytes. Quotes must be closed, and doubled inside quoted text.`,
    );
  }
}

/** Whether there are as many records as were asked for, or as many as there will be. */
function isEnough(count: number, maximum: number, { start, end, isLast }: ByteSpan): boolean {
  if (count >= maximum || isLast) return true;
  return maximum < Number.POSITIVE_INFINITY && count > 0 && end - start > bytesPerChunk;
}

function notText(name: string): MlflowError {
  return new MlflowError(
    'BAD_REQUEST',
    `${name} is not UTF-8 text. Save it as CSV in UTF-8; spreadsheets call it "CSV UTF-8".`,
  );
}
