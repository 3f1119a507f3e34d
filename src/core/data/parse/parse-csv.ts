import type { ColumnSpec, Schema } from '../../model/signature.ts';
import { specsByName } from '../../model/specs-by-name.ts';
import { checkFilling } from '../check-filling.ts';
import { castCsvColumn, inferCsvColumn } from './csv-column.ts';
import { describeName, invalidInput } from '../json/json-value.ts';
import { decodeUtf8 } from '../json/read-json.ts';
import { splitCsv } from './split-csv.ts';
import type { Column, ColumnName, Table } from '../table.ts';

/**
 * Reads CSV whose first line names the columns. Columns that the schema knows get its types, the
 * others the one that pandas would infer. Throws MlflowError BAD_REQUEST naming line, column and
 * value. Follows mlflow.pyfunc.scoring_server.parse_csv_input (3.17): pandas.read_csv.
 */
export function parseCsvTable(csv: string | Uint8Array, schema?: Schema): Table {
  const text = typeof csv === 'string' ? csv : decodeUtf8(csv, { keepsBom: true });
  checkTypes(schema);
  const [header, ...rows] = splitCsv(text);
  if (!header) {
    throw invalidInput('The CSV is empty. Its first line must name the columns; rows follow.');
  }
  const indexWidth = checkWidths(header, rows);
  checkFilling({
    rowCount: rows.length,
    columnCount: header.length,
    givenCells: rows.reduce((count, row) => count + row.length, 0),
  });
  const names = uniqueNames(header);
  const specOf = specFinder(schema);
  return {
    kind: 'table',
    names,
    columns: names.map((name, column) => {
      const texts = rows.map((row) => row[column + indexWidth] ?? '');
      const base = header[column] ?? name;
      return toColumn(texts, name, specOf({ name, base, index: column + indexWidth }));
    }),
    rowCount: rows.length,
  };
}

/**
 * How many leading columns are row labels: pandas takes them for such when the first row has more
 * values than the header. Later rows may be shorter, but not longer.
 */
function checkWidths(header: readonly string[], rows: readonly (readonly string[])[]): number {
  const width = Math.max(header.length, rows[0]?.length ?? 0);
  const odd = rows.findIndex((row) => row.length > width);
  if (odd < 0) return width - header.length;
  throw invalidInput(
    `Row ${odd + 1} of the CSV has ${rows[odd]?.length} values, but ${width} columns are expected. ` +
      'Put quotes around values that hold commas.',
  );
}

/** Names as pandas makes them: `Unnamed: 0` for empty ones, `a.1` for the second `a`. */
function uniqueNames(header: readonly string[]): string[] {
  const used = new Set<string>();
  const counts = new Map<string, number>(); // the next number of each name that was repeated
  return header.map((text, index) => {
    const name = text === '' ? `Unnamed: ${index}` : text;
    let unique = name;
    let count = counts.get(name) ?? 1;
    for (; used.has(unique); count += 1) unique = `${name}.${count}`;
    if (unique !== name) counts.set(name, count);
    used.add(unique);
    return unique;
  });
}

/** pandas refuses a CSV when any column of the signature is nested, whatever the CSV holds. */
function checkTypes(schema: Schema | undefined): void {
  const nested =
    schema?.kind === 'columns' && schema.columns.find(({ type }) => type.kind !== 'scalar');
  if (!nested) return;
  throw invalidInput(
    `The signature's column ${describeName(nested.name ?? 0)} is of type ${nested.type.kind}, which CSV cannot hold. Send JSON.`,
  );
}

interface CsvColumnPlace {
  readonly name: ColumnName;
  /** The name in the header: pandas gives the second \`a\`, renamed \`a.1\`, the type of \`a\`. */
  readonly base: ColumnName;
  /** Counted with the columns of row labels, as pandas does for unnamed types. */
  readonly index: number;
}

function toColumn(
  texts: readonly string[],
  name: ColumnName,
  spec: ColumnSpec | undefined,
): Column {
  if (spec?.type.kind !== 'scalar') return inferCsvColumn(texts);
  return castCsvColumn(texts, spec.type.type, name);
}

function specFinder(schema: Schema | undefined): (place: CsvColumnPlace) => ColumnSpec | undefined {
  const specs = schema?.kind === 'columns' ? schema.columns : [];
  if (specs[0]?.name === undefined) return ({ index }) => specs[index];
  const byName = specsByName(specs);
  return ({ name, base }) => byName.get(name) ?? byName.get(base);
}
