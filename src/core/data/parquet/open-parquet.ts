import { type FileMetaData, parquetMetadata, parquetSchema, type SchemaTree } from 'hyparquet';
import { assembleNested } from 'hyparquet/src/assemble.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getMaxRepetitionLevel, getTreePath } from 'hyparquet/src/schema.js';
import { MlflowError } from '../../errors.ts';
import { readArrowSchema } from './arrow-schema.ts';
import { InflationBudget } from './inflate-page.ts';
import { type PandasMetadata, parsePandasMetadata } from './pandas-metadata.ts';
import { brokenParquet } from './parquet-error.ts';
import { type ParquetType, parquetTypeOf } from './parquet-type.ts';
import { readPages } from './read-pages.ts';

/** The most cells that a file may hold; a million rows of sixteen columns. */
const mostCells = 2 ** 24;

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
  const metadata = attempt(() => parquetMetadata(body, { geoparquet: false }));
  const tree = attempt(() => parquetSchema(metadata));
  const rowCount = Number(metadata.num_rows);
  const cells = rowCount * Math.max(1, tree.children.length);
  if (!(cells >= 0 && cells <= mostCells)) {
    throw brokenParquet(`${cells} cells are more than the ${mostCells} that a request may hold`);
  }
  const notes = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value ?? '']));
  const pandas = parsePandasMetadata(notes.get('pandas'));
  const arrow = readArrowSchema(notes.get('ARROW:schema') ?? '');
  const budget = new InflationBudget();
  const columns = tree.children.map((child): ParquetColumn => {
    const { name } = child.element;
    const hint = arrow?.find((field) => field.name === name);
    const hints = {
      pandasDtype: pandas.dtypes.get(name) ?? '',
      isDictionary: hint?.isDictionary ?? false,
      isDuration: hint?.isDuration ?? false,
    };
    const type: ParquetType =
      child.children.length > 0 ? nestedType(child) : parquetTypeOf(child.element, hints);
    const file = { body, metadata, tree, budget, rowCount };
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

interface OpenFile {
  readonly body: Uint8Array;
  readonly metadata: FileMetaData;
  readonly tree: SchemaTree;
  readonly budget: InflationBudget;
  readonly rowCount: number;
}

function readColumn({ body, metadata, tree, budget, rowCount }: OpenFile, column: SchemaTree) {
  const values = metadata.row_groups.flatMap((group) => {
    const chunk = group.columns.find(
      ({ meta_data: data }) => data?.path_in_schema[0] === column.element.name,
    )?.meta_data;
    if (!chunk) throw brokenParquet(`a row group lacks the column ${column.element.name}`);
    if (chunk.num_values > BigInt(mostCells)) throw brokenParquet('a column has too many values');
    const schemaPath = getTreePath(tree, chunk.path_in_schema);
    const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
    const end = start + Number(chunk.total_compressed_size);
    const bytes = body.subarray(start, end);
    const pages = readPages({ bytes, metadata: chunk, schemaPath }, budget);
    if (getMaxRepetitionLevel(schemaPath) === 0) return pages;
    const parts = new Map([[chunk.path_in_schema.join('.'), pages]]);
    assembleNested(parts, column, DEFAULT_PARSERS);
    return parts.get(column.path.join('.')) ?? [];
  });
  if (values.length === rowCount) return values;
  throw brokenParquet(
    `the column "${column.element.name}" has ${values.length} values instead of ${rowCount}`,
  );
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
