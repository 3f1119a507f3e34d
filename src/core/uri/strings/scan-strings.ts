import { scanJsonStrings } from './scan-json-strings.ts';
import { scanPythonStrings } from './scan-python-strings.ts';
import { scanYamlStrings } from './scan-yaml-strings.ts';
import type { SourceString } from './source-string.ts';

const scanners: ReadonlyMap<string, (text: string) => readonly SourceString[]> = new Map([
  ['python', scanPythonStrings],
  ['json', scanJsonStrings],
  ['jsonc', scanJsonStrings],
  ['jsonl', scanJsonStrings],
  ['yaml', scanYamlStrings],
  ['invoke', scanModelLines],
]);

/** The editor's ids of the languages whose strings are found. */
export const scannedLanguages: readonly string[] = [...scanners.keys()];

/** Longer texts are data that nobody writes by hand. */
const longestText = 1_000_000;

/**
 * The strings of a text in the order of their beginnings, comments left out; none for languages
 * that are not known and for texts of more than a million characters. Takes time in proportion to the
 * text and never throws, whatever it is.
 */
export function scanStrings(text: string, languageId: string): readonly SourceString[] {
  if (text.length > longestText) return [];
  return scanners.get(languageId)?.(text) ?? [];
}

/** In `.invoke` files only `# @model` lines name models. */
function scanModelLines(text: string): readonly SourceString[] {
  const lines = text.matchAll(/^([ \t]*#[ \t]*@model[ \t]+)([^\r\n]*)/gm);
  return [...lines].map(({ index, 1: before = '', 2: rest = '' }) => {
    const value = rest.trimEnd();
    const start = index + before.length;
    return { start, end: start + value.length, text: value, isWhole: true, key: '@model' };
  });
}
