import type { ColumnMetaData, PageHeader, SchemaTree } from 'hyparquet';
import { assembleLists } from 'hyparquet/src/assemble.js';
import { parquetHeader } from 'hyparquet/src/column.js';
import { deltaBinaryUnpack, deltaLengthByteArray } from 'hyparquet/src/delta.js';
import { byteStreamSplit } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from 'hyparquet/src/schema.js';
import { type InflationBudget, inflatePage } from './inflate-page.ts';
import { brokenParquet } from './parquet-error.ts';
import { readHybrid } from './read-hybrid.ts';
import { readVarint } from './read-varint.ts';
import { endOfStruct } from './thrift-bounds.ts';

/** The most cells that a file may hold; a million rows of sixteen columns. */
export const mostCells = 2 ** 24;

/** A column chunk of one row group. */
export interface ColumnChunk {
  /** From the first page's header to the end of the last page. */
  readonly bytes: Uint8Array;
  readonly metadata: ColumnMetaData;
  readonly schemaPath: SchemaTree[];
}

interface Page {
  readonly header: PageHeader;
  readonly bytes: Uint8Array;
}

/**
 * The values of a column chunk as Parquet stores them (numbers, bigints, booleans, bytes), `null`
 * where one is missing, lists where the column is nested. The levels are read here and not by
 * hyparquet, whose runs may be longer than the page. Throws for broken data.
 * Parquet format, README.md, "Data Pages" and "Nested Encoding".
 */
export function readPages(chunk: ColumnChunk, budget: InflationBudget): unknown[] {
  const { bytes, metadata } = chunk;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = { view, offset: 0 };
  const total = Number(metadata.num_values);
  const output: unknown[] = [];
  let dictionary: ArrayLike<unknown> | undefined;
  for (let seen = 0; seen < total;) {
    endOfStruct(bytes, reader.offset);
    const header = parquetHeader(reader);
    const end = reader.offset + requireCount(header.compressed_page_size);
    if (end > bytes.length) throw brokenParquet('a page is cut');
    budget.spend(requireCount(header.uncompressed_page_size));
    const page = { header, bytes: bytes.subarray(reader.offset, end) };
    reader.offset = end;
    if (header.type === 'DICTIONARY_PAGE') {
      dictionary = readDictionary(page, chunk);
    } else if (header.type !== 'INDEX_PAGE') {
      seen += readDataPage(page, chunk, { output, dictionary, left: total - seen });
    }
  }
  return output;
}

function readDictionary({ header, bytes }: Page, chunk: ColumnChunk): ArrayLike<unknown> {
  const { metadata, schemaPath } = chunk;
  const size = header.uncompressed_page_size;
  const count = requireCount(header.dictionary_page_header?.num_values);
  // A category that no row has may stand there too, so it can be longer than the column.
  if (count > mostCells) throw brokenParquet(`a dictionary claims ${count} values`);
  const page = inflatePage(bytes, metadata.codec, size);
  const typeLength = schemaPath.at(-1)?.element.type_length;
  return readEncoded('PLAIN', page, { count, metadata, typeLength });
}

interface PageTarget {
  readonly output: unknown[];
  readonly dictionary: ArrayLike<unknown> | undefined;
  /** How many values the rest of the chunk may hold. */
  readonly left: number;
}

function readDataPage(page: Page, chunk: ColumnChunk, target: PageTarget): number {
  const { header } = page;
  const data = header.data_page_header_v2 ?? header.data_page_header;
  if (!data) throw brokenParquet('a page has no header');
  const count = requireCount(data.num_values);
  if (count === 0 || count > target.left) throw brokenParquet(`a page claims ${count} values`);
  const { repetitions, definitions, body } = header.data_page_header_v2
    ? readLevelsV2(page, chunk, count)
    : readLevelsV1(page, chunk, count);
  const most = getMaxDefinitionLevel(chunk.schemaPath);
  const present = definitions ? definitions.filter((level) => level === most).length : count;
  const typeLength = chunk.schemaPath.at(-1)?.element.type_length;
  const { metadata } = chunk;
  const values = isDictionaryEncoding(data.encoding)
    ? lookUp(body, present, target.dictionary)
    : readEncoded(data.encoding, body, { count: present, metadata, typeLength });
  if (values.length !== present) throw brokenParquet('a page has fewer values than it claims');
  append(target.output, values, { repetitions, definitions, most, path: chunk.schemaPath });
  return count;
}

interface Levels {
  readonly repetitions: Int32Array | undefined;
  readonly definitions: Int32Array | undefined;
  readonly body: Uint8Array;
}

function readLevelsV1({ header, bytes }: Page, chunk: ColumnChunk, count: number): Levels {
  const data = inflatePage(bytes, chunk.metadata.codec, header.uncompressed_page_size);
  const encodings = header.data_page_header;
  let body = data;
  const take = (most: number, encoding: string | undefined) => {
    if (most === 0) return undefined;
    if (encoding !== 'RLE') throw brokenParquet(`levels in ${encoding} are not supported`);
    const length = new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(0, true);
    const levels = readHybrid(body.subarray(4, 4 + length), bitWidth(most), count);
    body = body.subarray(4 + length);
    return levels;
  };
  const repetitions = take(
    getMaxRepetitionLevel(chunk.schemaPath),
    encodings?.repetition_level_encoding,
  );
  const definitions = take(
    getMaxDefinitionLevel(chunk.schemaPath),
    encodings?.definition_level_encoding,
  );
  return { repetitions, definitions, body };
}

/** In version 2 the levels stand uncompressed in front of the values. */
function readLevelsV2({ header, bytes }: Page, chunk: ColumnChunk, count: number): Levels {
  const data = header.data_page_header_v2;
  const [first, second] = [
    requireCount(data?.repetition_levels_byte_length),
    requireCount(data?.definition_levels_byte_length),
  ];
  const size = header.uncompressed_page_size - first - second;
  if (size < 0) throw brokenParquet('the levels of a page are cut off');
  const read = (most: number, from: number, to: number) =>
    most === 0 ? undefined : readHybrid(bytes.subarray(from, to), bitWidth(most), count);
  const values = bytes.subarray(first + second);
  const isCompressed = data?.is_compressed !== false;
  return {
    repetitions: read(getMaxRepetitionLevel(chunk.schemaPath), 0, first),
    definitions: read(getMaxDefinitionLevel(chunk.schemaPath), first, first + second),
    body: isCompressed ? inflatePage(values, chunk.metadata.codec, size) : values,
  };
}

function bitWidth(most: number): number {
  return 32 - Math.clz32(most);
}

function isDictionaryEncoding(encoding: string): boolean {
  return encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY';
}

function lookUp(body: Uint8Array, count: number, dictionary: ArrayLike<unknown> | undefined) {
  if (count === 0) return [];
  const width = body[0];
  if (width === undefined || !dictionary) throw brokenParquet('a dictionary is missing');
  return Array.from(readHybrid(body.subarray(1), width, count), (index) => {
    if (index >= 0 && index < dictionary.length) return dictionary[index];
    throw brokenParquet('a value is not in its dictionary');
  });
}

interface Encoded {
  readonly count: number;
  readonly metadata: ColumnMetaData;
  readonly typeLength: number | undefined;
}

function readEncoded(encoding: string, body: Uint8Array, encoded: Encoded): ArrayLike<unknown> {
  const { count, typeLength } = encoded;
  const { type } = encoded.metadata;
  if (count === 0) return [];
  // A copy: hyparquet makes views that go beyond the page where the buffer does.
  const page = new Uint8Array(body);
  const reader = { view: new DataView(page.buffer), offset: 0 };
  switch (encoding) {
    case 'PLAIN':
      if (count > page.length * 8) throw brokenParquet('a page is cut off');
      return readPlain(reader, type, count, typeLength);
    case 'RLE': // booleans, after the length of the data
      return Array.from(readHybrid(page.subarray(4), 1, count), Boolean);
    case 'DELTA_BINARY_PACKED': {
      requireDeltaBlocks(page);
      const values = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
      deltaBinaryUnpack(reader, count, values);
      return values;
    }
    case 'DELTA_LENGTH_BYTE_ARRAY': {
      requireDeltaBlocks(page);
      const values: Uint8Array[] = [];
      deltaLengthByteArray(reader, count, values);
      return values;
    }
    case 'BYTE_STREAM_SPLIT':
      if (count > page.length) throw brokenParquet('a page is cut off');
      return byteStreamSplit(reader, count, type, typeLength);
    default:
      throw brokenParquet(`the encoding ${encoding} is not supported`);
  }
}

/**
 * Refuses blocks of no values, and of fewer: hyparquet would look for the next value for ever.
 * Parquet format, Encodings.md, "Delta Encoding (DELTA_BINARY_PACKED = 5)".
 */
function requireDeltaBlocks(page: Uint8Array): void {
  const [blockSize, next] = readVarint(page, 0);
  const [miniblocks] = readVarint(page, next);
  const perMiniblock = blockSize / miniblocks;
  if (miniblocks > 0 && blockSize < 2 ** 31 && perMiniblock > 0 && perMiniblock % 32 === 0) return;
  throw brokenParquet(`a page has blocks of ${blockSize} values in ${miniblocks} parts`);
}

/** Sizes and counts come from the file: not all are numbers, nor whole. */
function requireCount(value: number | undefined): number {
  if (value !== undefined && Number.isInteger(value) && value >= 0) return value;
  throw brokenParquet('the header of a page holds no size');
}

interface Assembly extends Omit<Levels, 'body'> {
  readonly most: number;
  readonly path: SchemaTree[];
}

function append(output: unknown[], values: ArrayLike<unknown>, assembly: Assembly): void {
  const { repetitions, definitions, most, path } = assembly;
  if (repetitions) {
    const levels = definitions && Array.from(definitions);
    assembleLists(output, levels, Array.from(repetitions), Array.from(values), path);
    return;
  }
  if (!definitions) {
    for (let index = 0; index < values.length; index += 1) output.push(values[index]);
    return;
  }
  let next = 0;
  for (const level of definitions) output.push(level === most ? values[next++] : null);
}
