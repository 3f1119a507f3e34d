/** A place in a text: both numbers start at 0, characters are UTF-16 units as editors count them. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** A stretch of text; `end` is the first place after it. */
export interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

/** One line of a file without its line break. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

const byteOrderMark = '\uFEFF';

/** Splits at LF, CRLF or CR; a byte order mark is dropped, as editors drop it. */
export function splitLines(text: string): Line[] {
  const content = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  return content.split(/\r\n|\n|\r/).map((line, number) => ({ number, text: line }));
}

/** The range of `length` characters from `start` on a line. */
export function rangeOn(line: Line, start: number, length: number): TextRange {
  return {
    start: { line: line.number, character: start },
    end: { line: line.number, character: start + length },
  };
}

/** The range of a line without the blanks around its text. */
export function rangeOfText(line: Line): TextRange {
  const start = line.text.length - line.text.trimStart().length;
  return rangeOn(line, start, line.text.trim().length);
}

/** The range from the beginning of one line to the end of another. */
export function rangeOfLines(first: Line, last: Line): TextRange {
  return {
    start: { line: first.number, character: 0 },
    end: { line: last.number, character: last.text.length },
  };
}
