import { SchemaMismatchError } from '../errors.ts';
import type { Schema } from '../model/signature.ts';
import { toColumnNames } from './chunk-table.ts';
import { openCsvFile } from './csv-reader.ts';

/** How a file's columns compare with the signature's. */
export interface ColumnCheck {
  /** Required columns that the file lacks. */
  readonly missing: readonly string[];
  /** Columns that the model does not take; they are kept in the output and not shown to it. */
  readonly extra: readonly string[];
  /** True when all columns are there in another order; columns go by name, so that is no fault. */
  readonly isReordered: boolean;
}

/** The column names of a CSV file, as pandas would name them. Throws as openCsvFile does. */
export async function readCsvHeader(
  path: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<string[]> {
  return toColumnNames((await openCsvFile(path, signal)).header);
}

/**
 * Compares a CSV header with the signature's inputs. Unnamed columns go by position: a missing one
 * is then called "column N". Without a signature of columns nothing is missing or extra.
 */
export function checkCsvColumns(
  header: readonly string[],
  schema: Schema | undefined,
): ColumnCheck {
  if (schema?.kind !== 'columns') return { missing: [], extra: [], isReordered: false };
  const { columns } = schema;
  if (columns[0]?.name === undefined) {
    const lacking = columns.slice(header.length).filter(({ required }) => required);
    return {
      missing: lacking.map((_, index) => `column ${header.length + index + 1}`),
      extra: header.slice(columns.length),
      isReordered: false,
    };
  }
  const present = new Set(header);
  const expected = columns.map(({ name }) => String(name));
  const known = new Set(expected);
  const shared = expected.filter((name) => present.has(name));
  const seen = header.filter((name) => known.has(name));
  return {
    missing: columns
      .filter(({ name, required }) => required && !present.has(String(name)))
      .map(({ name }) => String(name)),
    extra: header.filter((name) => !known.has(name)),
    isReordered: shared.some((name, index) => name !== seen[index]),
  };
}

/** Throws SchemaMismatchError naming the columns that the file lacks and what it has instead. */
export function requireCsvColumns(
  file: string,
  header: readonly string[],
  schema: Schema | undefined,
): void {
  const { missing, extra } = checkCsvColumns(header, schema);
  if (missing.length === 0) return;
  const besides = extra.length > 0 ? `, and has ${quoteAll(extra)} besides` : '';
  throw new SchemaMismatchError(
    `${file} lacks ${quoteAll(missing)}, which the model's signature asks for${besides}. ` +
      `Its header is ${quoteAll(header)}; add or rename the columns there.`,
  );
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
