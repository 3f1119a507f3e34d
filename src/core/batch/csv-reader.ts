import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable, pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { ArtifactNotFoundError, MlflowError, messageOf } from '../errors.ts';

/** One record of a CSV file: its cells as text, unquoted. */
export type CsvRow = readonly string[];

/** Records that follow one another. */
export interface CsvChunk {
  readonly rows: readonly CsvRow[];
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
  /** The data rows in chunks of `rowsPerChunk`. */
  chunks(rowsPerChunk: number, signal: AbortSignal): AsyncGenerator<CsvChunk>;
}

/**
 * Opens a CSV file whose first record names the columns. Quotes, line ends and blank lines are
 * taken as parseCsvTable takes them; a byte order mark is dropped. Throws ArtifactNotFoundError,
 * and MlflowError BAD_REQUEST for a file that is empty or not UTF-8 text.
 */
export async function openCsvFile(path: string, signal: AbortSignal): Promise<CsvFile> {
  const info = await stat(path).catch(() => undefined);
  if (!info?.isFile()) {
    throw new ArtifactNotFoundError(`There is no file ${path}; give the path of a CSV file.`);
  }
  const name = basename(path);
  for await (const header of readRecords(path, { bytes: 0 }, signal)) {
    return {
      name,
      header,
      size: info.size,
      chunks: (rowsPerChunk, abort) => readChunks(path, { rowsPerChunk, size: info.size }, abort),
    };
  }
  throw new MlflowError(
    'BAD_REQUEST',
    `${name} is empty. Its first line must name the columns; rows follow.`,
  );
}

async function* readChunks(
  path: string,
  limits: { readonly rowsPerChunk: number; readonly size: number },
  signal: AbortSignal,
): AsyncGenerator<CsvChunk> {
  const progress = { bytes: 0 };
  let rows: CsvRow[] = [];
  let firstRow = 1; // the header, dropped below
  const fraction = (): number => Math.min(1, progress.bytes / limits.size);
  for await (const row of readRecords(path, progress, signal)) {
    if (firstRow === 1) {
      firstRow = 2;
      continue;
    }
    rows.push(row);
    if (rows.length < limits.rowsPerChunk) continue;
    yield { rows, firstRow, fraction: fraction() };
    firstRow += rows.length;
    rows = [];
  }
  if (rows.length > 0) yield { rows, firstRow, fraction: fraction() };
}

async function* readRecords(
  path: string,
  progress: { bytes: number },
  signal: AbortSignal,
): AsyncGenerator<CsvRow> {
  signal.throwIfAborted();
  const parser = parse({
    bom: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  let failure: unknown;
  const source = Readable.from(decodeFile(path, progress, signal), { objectMode: false });
  pipeline(source, parser, (error) => {
    failure = error ?? undefined;
  });
  try {
    for await (const record of parser) {
      const row = record as CsvRow; // csv-parse gives arrays of strings without `columns`
      // pandas takes a line of nothing but blanks for an empty one.
      if (row.length > 1 || !/^\s+$/u.test(row[0] ?? '')) yield row;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw explain(failure ?? error, path);
  } finally {
    source.destroy();
  }
}

async function* decodeFile(
  path: string,
  progress: { bytes: number },
  signal: AbortSignal,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const bytes of createReadStream(path, { signal })) {
    progress.bytes += (bytes as Buffer).length; // a stream without encoding gives buffers
    yield decoder.decode(bytes as Buffer, { stream: true });
  }
  yield decoder.decode();
}

function explain(error: unknown, path: string): unknown {
  const name = basename(path);
  const code = (error as { code?: unknown } | undefined)?.code;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new MlflowError(
      'BAD_REQUEST',
      `${name} is not UTF-8 text. Save it as CSV in UTF-8; spreadsheets call it "CSV UTF-8".`,
      { cause: error },
    );
  }
  if (typeof code === 'string' && code.startsWith('CSV_')) {
    return new MlflowError(
      'BAD_REQUEST',
      `${name} cannot be read as CSV: ${messageOf(error)}. Quotes must be closed, and doubled inside quoted text.`,
      { cause: error },
    );
  }
  return error;
}
