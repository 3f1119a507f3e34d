import type { CommentSymbol } from './invoke-file.ts';
import { type Line, rangeOfText } from './text-range.ts';

/** Reads a line that starts with `#` or `//`. */
export function parseComment(line: Line): CommentSymbol | undefined {
  if (!/^\s*(?:#|\/\/)/.test(line.text)) return undefined;
  return { kind: 'comment', range: rangeOfText(line) };
}

/** The text before a comment at its end: blanks, `#`, a blank. The blanks go with the comment. */
export function withoutTrailingComment(text: string): string {
  // Looks at each run of blanks once, where it begins.
  return text.replace(/(?<!\s)\s+#(?:\s.*)?$/s, '').trimEnd();
}
