import type { FileBodySymbol, TextBodySymbol } from './invoke-file.ts';
import { parseComment } from './parse-comment.ts';
import { type Line, rangeOfLines, rangeOfText, rangeOn } from './text-range.ts';

const fileBody = /^(\s*<\s*)(\S.*)$/s;

/** Reads `< path`. */
export function parseFileBody(line: Line): FileBodySymbol | undefined {
  const match = fileBody.exec(line.text);
  if (!match) return undefined;
  const [, start = '', rest = ''] = match;
  const path = rest.trimEnd();
  return {
    kind: 'file-body',
    range: rangeOfText(line),
    path: { text: path, range: rangeOn(line, start.length, path.length) },
  };
}

/** True when a line begins a JSON body. */
export function startsJson(line: Line): boolean {
  return /^\s*[[{]/.test(line.text);
}

/**
 * Makes a body of all its lines; the first is not blank. Blank lines at the end are dropped. In
 * JSON, comment lines become blank ones, so that a position in the body is one in the file; in
 * CSV every line counts, but for the comments that follow a blank line at the end.
 */
export function parseTextBody(lines: readonly Line[]): TextBodySymbol | undefined {
  const first = lines[0];
  if (!first) return undefined;
  const format = startsJson(first) ? 'json' : 'csv';
  const kept = format === 'json' ? lines.map(blankComment) : dropFinalComments(lines);
  const count = kept.findLastIndex(isFilled) + 1;
  const last = lines[count - 1] ?? first;
  return {
    kind: 'text-body',
    range: rangeOfLines(first, last),
    format,
    text: kept
      .slice(0, count)
      .map((line) => line.text)
      .join('\n'),
  };
}

function blankComment(line: Line): Line {
  return parseComment(line) ? { ...line, text: '' } : line;
}

function dropFinalComments(lines: readonly Line[]): readonly Line[] {
  const afterRows = lines.findLastIndex((line) => isFilled(line) && !parseComment(line)) + 1;
  const gap = lines.findIndex((line, index) => index >= afterRows && !isFilled(line));
  return gap === -1 ? lines : lines.slice(0, gap);
}

function isFilled(line: Line): boolean {
  return line.text.trim() !== '';
}
