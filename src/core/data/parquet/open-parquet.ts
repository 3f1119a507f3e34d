import {
  type ColumnMetaData,
  type FileMetaData,
  parquetMetadata,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from 'hyparquet';
import { assembleNested } from 'hyparquet/src/assemble.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getMaxRepetitionLevel, getTreePath } from 'hyparquet/src/schema.js';
import { MlflowError } from '../../errors.ts';
import { readArrowSchema } from './arrow-schema.ts';
import { InflationBudget } from './inflate-page.ts';
import { type PandasMetadata, parsePandasMetadata } from './pandas-metadata.ts';
import { brokenParquet } from './parquet-error.ts';
import { type ParquetType, parquetTypeOf } from './parquet-type.ts';
import { mostCells, readPages } from './read-pages.ts';
import { endOfStruct } from './thrift-bounds.ts';

/** How deep columns may be nested; pandas writes lists, which reach three. */
const mostLevels = 32;

/** A top-level column of a file. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: ParquetType;
  /** As Parquet stores them, `null` where one is missing. Throws for broken data. */
  readValues(): unknown[];
}

/** A Parquet file in memory; the columns are read when they are asked for. */
export interface ParquetFile {
  readonly rowCount: number;
  readonly columns: readonly ParquetColumn[];
  readonly pandas: PandasMetadata;
}

/**
 * Opens the bytes of a Parquet file. Throws MlflowError BAD_REQUEST for broken files and for more
 * than sixteen million cells.
 */
export function openParquet(body: Uint8Array): ParquetFile {
  const metadata = attempt(() => readMetadata(body));
  const tree = attempt(() => parquetSchema(metadata));
  const rowCount = Number(metadata.num_rows);
  const cells = rowCount * Math.max(1, tree.children.length);
  if (!(Number.isInteger(rowCount) && cells >= 0 && cells <= mostCells)) {
    throw brokenParquet(`${cells} cells are more than the ${mostCells} that a request may hold`);
  }
  const notes = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value ?? '']));
  const pandas = parsePandasMetadata(notes.get('pandas'));
  const arrow = new Map(
    readArrowSchema(notes.get('ARROW:schema') ?? '').map((field) => [field.name, field]),
  );
  const file = { body, groups: groupsOf(metadata), tree, budget: new InflationBudget(), rowCount };
  const columns = tree.children.map((child): ParquetColumn => {
    const { name } = child.element;
    const hint = arrow.get(name);
    const hints = {
      pandasDtype: pandas.dtypes.get(name) ?? '',
      isDictionary: hint?.isDictionary ?? false,
      isDuration: hint?.isDuration ?? false,
    };
    const type: ParquetType =
      child.children.length > 0 ? nestedType(child) : parquetTypeOf(child.element, hints);
    // What only Python can hold stays unread.
    const isForeign = type.kind === 'foreign';
    const unread = () => Array.from({ length: rowCount }, () => undefined);
    const read = () => attempt(() => readColumn(file, child));
    return { name, type, readValues: isForeign ? unread : read };
  });
  return { rowCount, columns, pandas };
}

/** A list of scalars is read; structures and maps are left to Python. */
function nestedType(tree: SchemaTree): ParquetType {
  let leaf = tree;
  while (leaf.children.length === 1 && leaf.children[0]) [leaf] = leaf.children;
  const item = parquetTypeOf(leaf.element, noHints);
  const isList = leaf.children.length === 0 && tree.element.converted_type === 'LIST';
  const isPlain =
    item.kind === 'boolean' ||
    item.kind === 'text' ||
    (item.kind === 'float' && item.bits > 16) ||
    (item.kind === 'integer' && item.isSigned);
  if (isList && isPlain) {
    return { kind: 'list', hasFloats: item.kind === 'float', isExtension: false };
  }
  return { kind: 'foreign', name: 'structure', isObject: true, isExtension: false };
}

const noHints = { pandasDtype: '', isDictionary: false, isDuration: false };

/** Where a row group keeps each top-level column; a nested one may have several chunks. */
type RowGroup = ReadonlyMap<string | undefined, ColumnMetaData>;

interface OpenFile {
  readonly body: Uint8Array;
  readonly groups: readonly RowGroup[];
  readonly tree: SchemaTree;
  readonly budget: InflationBudget;
  readonly rowCount: number;
}

/** The footer, after a walk over it that finds what would send its reader astray. */
function readMetadata(body: Uint8Array): FileMetaData {
  const end = body.length - 8; // a length and PAR1
  if (end >= 0) {
    const length = new DataView(body.buffer, body.byteOffset + end, 8).getUint32(0, true);
    if (length <= end) endOfStruct(body.subarray(0, end), end - length);
  }
  const metadata = parquetMetadata(body, { geoparquet: false });
  refuseDeepSchemas(metadata.schema);
  return metadata;
}

/** The elements stand in a row, each with the number of those below it that follow. */
function refuseDeepSchemas(schema: readonly SchemaElement[]): void {
  const open: number[] = [];
  for (const element of schema) {
    while (open.at(-1) === 0) open.pop();
    const parent = open.length - 1;
    if (parent >= 0) open[parent] = (open[parent] ?? 0) - 1;
    open.push(element.num_children ?? 0);
    if (open.length > mostLevels) {
      throw brokenParquet(`its columns are nested more than ${mostLevels} deep`);
    }
  }
}

function groupsOf(metadata: FileMetaData): RowGroup[] {
  return metadata.row_groups.map(({ columns }) => {
    const chunks = columns.flatMap(({ meta_data: chunk }) => chunk ?? []);
    return new Map(chunks.map((chunk) => [chunk.path_in_schema[0], chunk]));
  });
}

function readColumn({ body, groups, tree, budget, rowCount }: OpenFile, column: SchemaTree) {
  const { name } = column.element;
  const values: unknown[] = [];
  for (const group of groups) {
    const chunk = group.get(name);
    if (!chunk) throw brokenParquet(`a row group lacks the column ${name}`);
    const schemaPath = [tree, ...getTreePath(column, chunk.path_in_schema.slice(1))];
    const isNested = getMaxRepetitionLevel(schemaPath) > 0;
    const most = (isNested ? mostCells : rowCount) - values.length;
    if (chunk.num_values > BigInt(most)) {
      throw brokenParquet(`the column "${name}" has more values than the file has rows`);
    }
    const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
    const end = start + Number(chunk.total_compressed_size);
    const bytes = body.subarray(start, end);
    const pages = readPages({ bytes, metadata: chunk, schemaPath }, budget);
    const cells = isNested ? assemble(pages, chunk, column) : pages;
    for (const value of cells) values.push(value);
  }
  if (values.length === rowCount) return values;
  throw brokenParquet(`the column "${name}" has ${values.length} values instead of ${rowCount}`);
}

/** The lists of a nested column, from the pages of its one leaf. */
function assemble(pages: unknown[], chunk: ColumnMetaData, column: SchemaTree): Iterable<unknown> {
  const parts = new Map([[chunk.path_in_schema.join('.'), pages]]);
  assembleNested(parts, column, DEFAULT_PARSERS);
  return parts.get(column.path.join('.')) ?? [];
}

/** What the readers throw at broken bytes is the caller's mistake. */
function attempt<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MlflowError) throw error;
    const problem = error instanceof Error ? error.message : 'unknown';
    throw brokenParquet(problem.replace(/\.$/u, ''));
  }
}
