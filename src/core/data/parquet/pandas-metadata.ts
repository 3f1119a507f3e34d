import * as z from 'zod';

/** What pandas notes in the files that it writes (the key `pandas` of the file's metadata). */
export interface PandasMetadata {
  /** The columns that are the row labels, not data. */
  readonly indexColumns: ReadonlySet<string>;
  /** Whether the names of the columns are numbers. */
  readonly hasNumberedColumns: boolean;
  /** Whether the names of the columns have several levels. */
  readonly hasColumnLevels: boolean;
  /** pandas' dtype of each column. */
  readonly dtypes: ReadonlyMap<string, string>;
}

const metadataSchema = z.object({
  index_columns: z.array(z.unknown()).default([]),
  column_indexes: z.array(z.object({ pandas_type: z.string() })).default([]),
  columns: z
    .array(z.object({ field_name: z.string().nullish(), numpy_type: z.string().nullish() }))
    .default([]),
});

const none: PandasMetadata = {
  indexColumns: new Set(),
  hasNumberedColumns: false,
  hasColumnLevels: false,
  dtypes: new Map(),
};

/**
 * Reads pandas' metadata; what is missing or malformed counts as absent.
 * pandas documentation, "Storing pandas DataFrame objects in Apache Parquet format".
 */
export function parsePandasMetadata(json: string | undefined): PandasMetadata {
  const parsed = metadataSchema.safeParse(json === undefined ? undefined : readJson(json));
  if (!parsed.success) return none;
  const { index_columns: index, column_indexes: levels, columns } = parsed.data;
  return {
    // A range index is an object, and no column.
    indexColumns: new Set(index.filter((label) => typeof label === 'string')),
    hasNumberedColumns: levels.length === 1 && levels[0]?.pandas_type === 'int64',
    hasColumnLevels: levels.length > 1,
    dtypes: new Map(
      columns.map(({ field_name: name, numpy_type: dtype }) => [name ?? '', dtype ?? '']),
    ),
  };
}

function readJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
