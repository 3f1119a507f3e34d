import type { HeaderSymbol } from './invoke-file.ts';
import { type Line, rangeOfText, rangeOn } from './text-range.ts';

/** The characters of RFC 9110's token, then the colon. */
const header = /^(\s*)([\w!#$%&'*+.^`|~-]+)(\s*:\s*)(.*)$/s;

/** Reads `Name: value`. */
export function parseHeader(line: Line): HeaderSymbol | undefined {
  const match = header.exec(line.text);
  if (!match) return undefined;
  const [, indent = '', name = '', colon = '', rest = ''] = match;
  const value = rest.trimEnd();
  const valueStart = indent.length + name.length + colon.length;
  return {
    kind: 'header',
    range: rangeOfText(line),
    name: { text: name, range: rangeOn(line, indent.length, name.length) },
    value: { text: value, range: rangeOn(line, valueStart, value.length) },
  };
}

/** True for a line that can only be meant as a header, even where none is expected. */
export function looksLikeHeader(line: Line): boolean {
  return /^\s*(?:content-type|accept|authorization)\s*:/i.test(line.text);
}
