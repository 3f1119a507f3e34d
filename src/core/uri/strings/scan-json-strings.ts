import type { SourceString } from './source-string.ts';

/** The beginnings of strings and of comments (JSONC), and the marks between values. */
const token = /"|\/\/|\/\*|[:,{}[\]]/g;

/**
 * The strings of a JSON text with the key that each belongs to; see scanStrings. A string without
 * an end ends with its line.
 */
export function scanJsonStrings(text: string): readonly SourceString[] {
  const found: SourceString[] = [];
  let key: string | undefined;
  const next = new RegExp(token);
  for (let match = next.exec(text); match; match = next.exec(text)) {
    const last = found.at(-1);
    switch (match[0]) {
      case '"': {
        const start = next.lastIndex;
        const end = endOfString(text, start);
        const string = { start, end, text: text.slice(start, end), isWhole: true };
        found.push({ ...string, ...(key !== undefined && { key }) });
        next.lastIndex = text[end] === '"' ? end + 1 : end;
        break;
      }
      case '//':
        next.lastIndex = indexFrom(text, '\n', next.lastIndex);
        break;
      case '/*':
        next.lastIndex = indexFrom(text, '*/', next.lastIndex);
        break;
      case ':':
        if (last) found[found.length - 1] = { ...last, isWhole: false };
        key = last?.text;
        break;
      case '[':
        break;
      default:
        key = undefined;
    }
  }
  return found;
}

/** The place of the closing quote, or of the end of the line. */
export function endOfString(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== '"' && text[at] !== '\n' && text[at] !== '\r') {
    at += text[at] === '\\' ? 2 : 1;
  }
  return Math.min(at, text.length);
}

function indexFrom(text: string, mark: string, start: number): number {
  const index = text.indexOf(mark, start);
  return index === -1 ? text.length : index + mark.length;
}
