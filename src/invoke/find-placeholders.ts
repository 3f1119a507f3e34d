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
  return [...located.text.matchAll(braces)].map((match) => {
    const [source, content = ''] = match;
    const place = { source, offset: match.index, range: rangeAt(located, match.index, source) };
    const name = content.trim();
    const processName = processVariable.exec(name)?.[1];
    if (processName !== undefined) return { ...place, kind: 'process', name: processName };
    return variable.test(name)
      ? { ...place, kind: 'variable', name }
      : { ...place, kind: 'unknown' };
  });
}

function rangeAt({ text, range }: LocatedText, offset: number, source: string): TextRange {
  const before = text.slice(0, offset).split('\n');
  const line = range.start.line + before.length - 1;
  const firstCharacter = before.length === 1 ? range.start.character : 0;
  const character = firstCharacter + (before.at(-1) ?? '').length;
  return {
    start: { line, character },
    end: { line, character: character + source.length },
  };
}
