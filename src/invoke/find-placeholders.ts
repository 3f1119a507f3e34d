import type { LocatedText } from './invoke-file.ts';
import { variableNamePattern } from './parse-variable.ts';
import type { TextRange } from './text-range.ts';

/** `{{name}}`, `{{$processEnv NAME}}`, or braces around something that is neither. */
export type Placeholder = {
  /** The whole, with its braces. */
  readonly source: string;
  readonly range: TextRange;
  /** Where `source` starts in the text that was searched, in UTF-16 units. */
  readonly offset: number;
} & (
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'process'; readonly name: string }
  | { readonly kind: 'unknown' }
);

const braces = /\{\{([^{}\n]*)\}\}/g;
const variable = new RegExp(`^${variableNamePattern}$`, 'u');
const processVariable = /^\$processEnv\s+([^\s%]+)$/;

/** All placeholders of a text, in order; a text of several lines starts each at character 0. */
export function findPlaceholders(located: LocatedText): Placeholder[] {
  const cursor: Cursor = { offset: 0, ...located.range.start };
  return [...located.text.matchAll(braces)].map((match) => {
    const [source, content = ''] = match;
    moveTo(cursor, match.index, located.text);
    const place = { source, offset: match.index, range: rangeAt(cursor, source) };
    const name = content.trim();
    const processName = processVariable.exec(name)?.[1];
    if (processName !== undefined) return { ...place, kind: 'process', name: processName };
    return variable.test(name)
      ? { ...place, kind: 'variable', name }
      : { ...place, kind: 'unknown' };
  });
}

/** A place in a text, and what the editor calls it. */
interface Cursor {
  offset: number;
  line: number;
  character: number;
}

/** Moves on to a place further on, over each character once. */
function moveTo(cursor: Cursor, offset: number, text: string): void {
  const lines = text.slice(cursor.offset, offset).split('\n');
  const width = lines.at(-1)?.length ?? 0;
  cursor.line += lines.length - 1;
  cursor.character = lines.length === 1 ? cursor.character + width : width;
  cursor.offset = offset;
}

function rangeAt({ line, character }: Cursor, source: string): TextRange {
  return {
    start: { line, character },
    end: { line, character: character + source.length },
  };
}
