import { formatJson } from './format-json.ts';

/** A call to copy, for one shell or language. */
export interface Snippet {
  readonly id: 'bash' | 'powershell' | 'cmd' | 'python-requests' | 'python';
  readonly label: string;
  readonly text: string;
}

/** What the calls send, and where. */
export interface SnippetOptions {
  /** The address of `/invocations`; of plain URL characters only. */
  readonly url: string;
  /** The JSON body, as readJson gives it. */
  readonly body: unknown;
  /** Whether to send a token, which the snippets take from the variable MLINVOKE_TOKEN. */
  readonly needsToken: boolean;
}

const contentType = 'Content-Type: application/json';

/** cmd.exe takes lines of 8191 characters. */
const longestLine = 8000;

/** The same call of `/invocations` for every shell, each quoted by its own rules. */
export function createSnippets(options: SnippetOptions): readonly Snippet[] {
  return [
    { id: 'bash', label: 'bash', text: toBash(options) },
    { id: 'powershell', label: 'PowerShell', text: toPowerShell(options) },
    { id: 'cmd', label: 'cmd', text: toCmd(options) },
    { id: 'python-requests', label: 'Python (requests)', text: toPythonRequests(options) },
    { id: 'python', label: 'Python (no packages)', text: toPython(options) },
  ];
}

function toBash({ url, body, needsToken }: SnippetOptions): string {
  const data = formatJson(body, { width: 100 });
  const token = needsToken ? [`-H "Authorization: Bearer $MLINVOKE_TOKEN"`] : [];
  return [
    `curl -sS ${quoteForBash(url)}`,
    `-H ${quoteForBash(contentType)}`,
    ...token,
    `--data-raw ${quoteForBash(data)}`,
  ].join(' \\\n  ');
}

/** Nothing is special between single quotes, not even `!` and a backslash. */
function quoteForBash(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function toPowerShell({ url, body, needsToken }: SnippetOptions): string {
  const data = formatJson(body, { width: 100, isAscii: true });
  return [
    `$body = ${quoteForPowerShell(data)}`,
    `Invoke-RestMethod ${quoteForPowerShell(url)} -Method Post -ContentType 'application/json'` +
      `${needsToken ? ' -Headers @{ Authorization = "Bearer $env:MLINVOKE_TOKEN" }' : ''} -Body $body`,
  ].join('\n');
}

/** Only quotes are special; PowerShell takes typographic ones for the same. */
function quoteForPowerShell(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/** One line for the prompt (in a batch file, `%` would have to be doubled). */
function toCmd({ url, body, needsToken }: SnippetOptions): string {
  const line = (data: string) =>
    [
      `curl.exe -sS ${url}`,
      `-H ${quoteForCmd(contentType)}`,
      ...(needsToken ? [`-H "Authorization: Bearer %MLINVOKE_TOKEN%"`] : []),
      data,
    ].join(' ');
  const text = line(
    `--data-raw ${quoteForCmd(formatJson(body, { width: Number.POSITIVE_INFINITY, isAscii: true }))}`,
  );
  if (text.length <= longestLine) return text;
  return `rem The body is too long for a command line: save it as body.json.\n${line('--data-binary @body.json')}`;
}

/**
 * Quotes for the program's own reading of its command line, then takes the meaning from every
 * character that cmd.exe would read, quotes included: it does not know of `\"`.
 * Source: "Everyone quotes command line arguments the wrong way" (Microsoft, 2011).
 */
function quoteForCmd(text: string): string {
  const escaped = text.replace(/(?<!\\)(\\*)"/g, '$1$1\\"').replace(/(?<!\\)\\+$/, '$&$&');
  return `"${escaped}"`.replace(/[()%!^"<>&|]/g, '^$&');
}

const pythonWords = { true: 'True', false: 'False', null: 'None' };

/** JSON's strings and numbers mean the same in Python. */
function toPythonLiteral(body: unknown): string {
  return formatJson(body, { width: 96, words: pythonWords });
}

function toPythonRequests({ url, body, needsToken }: SnippetOptions): string {
  const headers = needsToken
    ? ', headers={"Authorization": f"Bearer {os.environ[\'MLINVOKE_TOKEN\']}"}'
    : '';
  return [
    ...(needsToken ? ['import os', ''] : []),
    'import requests',
    '',
    `body = ${toPythonLiteral(body)}`,
    `response = requests.post(${JSON.stringify(url)}, json=body${headers})`,
    'print(response.json())',
  ].join('\n');
}

function toPython({ url, body, needsToken }: SnippetOptions): string {
  const token = needsToken ? ', "Authorization": f"Bearer {os.environ[\'MLINVOKE_TOKEN\']}"' : '';
  return [
    'import json',
    ...(needsToken ? ['import os'] : []),
    'import urllib.request',
    '',
    `body = ${toPythonLiteral(body)}`,
    'request = urllib.request.Request(',
    `    ${JSON.stringify(url)},`,
    '    data=json.dumps(body).encode(),',
    `    headers={"Content-Type": "application/json"${token}},`,
    ')',
    'with urllib.request.urlopen(request) as response:',
    '    print(json.load(response))',
  ].join('\n');
}
