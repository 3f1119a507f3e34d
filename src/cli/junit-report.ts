/** One request that `mlinvoke test` sent. */
export interface TestCase {
  readonly file: string;
  readonly name: string;
  /** From 1. */
  readonly line: number;
  readonly milliseconds: number;
  /** `error` when the request could not be sent at all. */
  readonly kind: 'check' | 'error';
  /** A sentence each; none means that it passed. */
  readonly failures: readonly string[];
}

/** JUnit's XML, one suite per file, as CI systems read it (the schema of Apache Ant's task). */
export function formatJunit(cases: readonly TestCase[]): string {
  const files = [...new Set(cases.map(({ file }) => file))];
  const suites = files.map((file) =>
    formatSuite(
      file,
      cases.filter((each) => each.file === file),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${counts(cases)}>\n${suites.join('')}</testsuites>\n`;
}

function formatSuite(file: string, cases: readonly TestCase[]): string {
  const body = cases.map(formatCase).join('');
  return `  <testsuite name="${escape(file)}"${counts(cases)}>\n${body}  </testsuite>\n`;
}

function formatCase({ file, name, line, milliseconds, kind, failures }: TestCase): string {
  const attributes =
    ` classname="${escape(file)}" name="${escape(name)}" file="${escape(file)}" line="${line}"` +
    ` time="${seconds(milliseconds)}"`;
  if (failures.length === 0) return `    <testcase${attributes}/>\n`;
  const tag = kind === 'error' ? 'error' : 'failure';
  const text = failures.map(escape);
  return (
    `    <testcase${attributes}>\n` +
    `      <${tag} message="${text[0]}">${text.join('\n')}</${tag}>\n    </testcase>\n`
  );
}

function counts(cases: readonly TestCase[]): string {
  const failed = cases.filter(({ failures }) => failures.length > 0);
  const errors = failed.filter(({ kind }) => kind === 'error').length;
  const time = cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return ` tests="${cases.length}" failures="${failed.length - errors}" errors="${errors}" time="${seconds(time)}"`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(4);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Characters that XML 1.0 cannot hold at all become U+FFFD. */
function escape(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
