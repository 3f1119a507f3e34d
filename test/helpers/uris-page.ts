import { readFileSync, writeFileSync } from 'node:fs';
import { uriForms } from './uri-forms.ts';

const page = 'docs/URIS.md';
const isWritten = Boolean(process.env['MLINVOKE_WRITE_URIS']);
const heading = '## Servers that run';
const introduction = `${heading}

What the same forms lead to when the store is a server that MLflow 3 filled; the tests of \`test/python\` start each of them and write its row (\`MLINVOKE_WRITE_URIS=1 MLINVOKE_TEST_PYTHON=<Python with MLflow> npm run test:python\`), where it is installed.`;

/** A table whose columns are the forms of URI. */
export function uriTable(rows: readonly string[]): string {
  const head = uriForms.map(({ form }) => `\`${form}\``).join(' | ');
  const rule = uriForms.map(() => '---').join(' | ');
  return `| store | ${head} |\n| --- | ${rule} |\n${rows.join('\n')}`;
}

/** One row of it: what each form led to. */
export function uriRow(store: string, results: (form: string) => string): string {
  return `| ${store} | ${uriForms.map(({ form }) => results(form)).join(' | ')} |`;
}

/** What the page says of recorded stores; it is `text` once that was to be written. */
export function recordedPart(text: string): string {
  if (isWritten) writePage(text, readPage().rows);
  return readPage().recorded;
}

/** The rows that the page has of servers; `row` is among them once that was to be written. */
export function serverRows(row: string): readonly string[] {
  if (isWritten) {
    const { recorded, rows } = readPage();
    const [, name = ''] = row.split('|', 2);
    const others = rows.filter((other) => !other.startsWith(`|${name}|`));
    writePage(recorded, [...others, row].toSorted());
  }
  return readPage().rows;
}

function readPage(): { recorded: string; rows: readonly string[] } {
  const [recorded = '', servers = ''] = readFileSync(page, 'utf8').split(`\n${heading}\n`);
  const rows = servers.split('\n').filter((line) => line.startsWith('| '));
  return { recorded, rows: rows.slice(2) };
}

function writePage(recorded: string, rows: readonly string[]): void {
  const servers = rows.length === 0 ? '' : `\n${introduction}\n\n${uriTable(rows)}\n`;
  writeFileSync(page, `${recorded}${servers}`);
}
