import type { SourceString } from './source-string.ts';

/** A string that has been opened, with its quotes. */
interface Opened {
  readonly quote: string;
  /** Of the first character behind the quotes. */
  readonly start: number;
  readonly isFormatted: boolean;
  /** Braces that are open right here, in an f-string. */
  braces: number;
  hasBraces: boolean;
}

/** More f-strings inside of one another than anybody writes; deeper ones are read as plain text. */
const deepest = 20;

const opening = /([A-Za-z_]\w*)?("""|'''|"|')/y;
const word = /\w+/y;

/**
 * The strings of a Python text; see scanStrings.
 * Follows the lexical analysis of Python 3.12: prefixes, triple quotes, escapes, and strings inside
 * the braces of f-strings. A string without an end ends with its line.
 */
export function scanPythonStrings(text: string): readonly SourceString[] {
  const found: SourceString[] = [];
  const open: Opened[] = [];
  let at = 0;
  while (at < text.length) {
    const current = open.at(-1);
    at =
      current && current.braces === 0
        ? insideString(text, at, { open, current, found })
        : insideCode(text, at, { open, current, found });
  }
  while (open.length > 0) close(text, text.length, { open, current: undefined, found });
  return found.toSorted((a, b) => a.start - b.start);
}

interface Reading {
  readonly open: Opened[];
  readonly current: Opened | undefined;
  readonly found: SourceString[];
}

/** One step through code: the program's, or that between the braces of an f-string. */
function insideCode(text: string, at: number, reading: Reading): number {
  const { open, current } = reading;
  const character = text[at];
  if (character === '#') return endOfLine(text, at);
  if (current && character === '\n' && current.quote.length === 1) {
    close(text, at, reading);
    return at;
  }
  if (current && character === '{') current.braces += 1;
  if (current && character === '}') current.braces -= 1;
  opening.lastIndex = at;
  const match = opening.exec(text);
  if (match && open.length < deepest) {
    const [whole, prefix = '', quote = ''] = match;
    open.push({
      quote,
      start: at + whole.length,
      isFormatted: /^(?:[ft]r?|r[ft])$/i.test(prefix),
      braces: 0,
      hasBraces: false,
    });
    return at + whole.length;
  }
  word.lastIndex = at;
  return at + (word.exec(text)?.[0].length ?? 1);
}

/** One step through the characters of a string. */
function insideString(text: string, at: number, reading: Reading): number {
  const { current } = reading;
  if (!current) return at + 1;
  if (text.startsWith(current.quote, at)) {
    close(text, at, reading);
    return at + current.quote.length;
  }
  const character = text[at];
  if (character === '\\') return at + (text[at + 1] === '\r' && text[at + 2] === '\n' ? 3 : 2);
  if (character === '\n' && current.quote.length === 1) {
    close(text, at, reading);
    return at;
  }
  if (!current.isFormatted || character !== '{') return at + 1;
  current.hasBraces = true;
  if (text[at + 1] === '{') return at + 2;
  current.braces = 1;
  return at + 1;
}

function close(text: string, at: number, { open, found }: Reading): void {
  const string = open.pop();
  if (!string) return;
  const { start, quote, hasBraces } = string;
  const content = text.slice(start, Math.max(start, at)).replace(/\r$/, '');
  const isPart = isJoined(text, Math.min(at + quote.length, text.length));
  found.push({
    start,
    end: start + content.length,
    text: content,
    isWhole: !hasBraces && !isPart,
  });
}

/** Whether the program adds something: `"…" + x`, `"…" % x`, `"…".format(x)`, `"…" "…"`. */
function isJoined(text: string, at: number): boolean {
  return /^\s*(?:\+|\.|[A-Za-z]{0,2}["'])|^[ \t]*[%\\]/.test(text.slice(at, at + 80));
}

const assigned = /(\w+)["']?\]?\s*(?::\s*[\w.]+\s*)?[=:,]\s*(?:[rbfu]{0,2}["']{1,3})$/i;
const called = /(\w+)\(\s*(?:[rbfu]{0,2}["']{1,3})$/i;

/**
 * What a string that begins at `start` is for: the name in `name = "`, `name: str = "`,
 * `{"name": "`, `environ["name"] = "` and `getenv("name", "`, or the function of `function("`.
 */
export function pythonNameBefore(text: string, start: number): string | undefined {
  const code = text.slice(Math.max(0, start - 120), start);
  return (assigned.exec(code) ?? called.exec(code))?.[1];
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
