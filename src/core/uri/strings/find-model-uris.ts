import { pythonNameBefore } from './scan-python-strings.ts';
import { scanStrings } from './scan-strings.ts';
import type { SourceString } from './source-string.ts';

/** A model URI in a source text; offsets count UTF-16 units. */
export interface FoundModelUri {
  readonly start: number;
  readonly end: number;
  readonly uri: string;
}

/** The string around a cursor in which a model URI can stand. */
export interface ModelUriSlot {
  /** Of the string, without its quotes. */
  readonly start: number;
  readonly end: number;
  /** What stands in the string before the cursor. */
  readonly before: string;
}

/** Names may hold spaces; braces and the like are places that something else fills in. */
const modelUri = /^(?:models|runs):\/+[^\s/{}<>\\$][^\r\n\t{}<>\\]*$/i;
const longestUri = 1000;

/** Names that say that a model URI follows: MODEL_URI, modelUri, load_model(. */
const wanted = /model[_-]?uri|^(?:load_model|get_model_info|register_model|@model)$/i;

/**
 * The `models:/` and `runs:/` URIs that are whole strings of a text: in Python, YAML, JSON (with
 * comments too) and in the `# @model` lines of `.invoke` files. Comments are no strings. Strings
 * that a program completes are left alone: f-strings with braces, `"…" + x`, templates.
 */
export function findModelUris(text: string, languageId: string): readonly FoundModelUri[] {
  // Most texts have none, and this is asked for with every change.
  if (!/(?:models|runs):\//i.test(text)) return [];
  return scanStrings(text, languageId).flatMap(toModelUri);
}

function toModelUri({ start, text, isWhole }: SourceString): FoundModelUri[] {
  const uri = text.trim();
  if (!isWhole || uri.length > longestUri || !modelUri.test(uri)) return [];
  const begin = start + text.length - text.trimStart().length;
  return [{ start: begin, end: begin + uri.length, uri }];
}

/**
 * The string at `offset` if a model URI is being written in it: it begins with a scheme, or it is
 * empty or part of a scheme and stands where a model URI is expected. Undefined elsewhere.
 */
export function findModelUriSlot(
  text: string,
  languageId: string,
  offset: number,
): ModelUriSlot | undefined {
  const string = scanStrings(text, languageId).findLast(
    ({ start, end }) => start <= offset && offset <= end,
  );
  if (!string?.isWhole || /[\r\n{}<>\\]/.test(string.text)) return undefined;
  const { start, end } = string;
  const before = text.slice(start, offset);
  if (/^(?:models|runs):\//i.test(before)) return { start, end, before };
  const isScheme = ['models:/', 'runs:/'].some((scheme) => scheme.startsWith(before));
  const name = languageId === 'python' ? pythonNameBefore(text, start) : string.key;
  return isScheme && name !== undefined && wanted.test(name) ? { start, end, before } : undefined;
}
