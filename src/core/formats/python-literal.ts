import { FormatError } from './format-error.ts';

/** A Python literal as data: tuples and lists are both arrays. */
export type PythonLiteral =
  | null
  | boolean
  | number
  | string
  | readonly PythonLiteral[]
  | ReadonlyMap<string, PythonLiteral>;

const maximumDepth = 16;
const constants: ReadonlyMap<string, PythonLiteral> = new Map<string, PythonLiteral>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

interface Cursor {
  readonly text: string;
  at: number;
}

/**
 * Reads the small part of Python's literals that npy headers use: dicts with string keys, lists,
 * tuples, strings without escapes, integers, True, False and None. Throws FormatError with the
 * offset inside the text.
 */
export function parsePythonLiteral(text: string): PythonLiteral {
  const cursor: Cursor = { text, at: 0 };
  const value = readValue(cursor, 0);
  skipSpace(cursor);
  if (cursor.at < text.length) throw unexpected(cursor);
  return value;
}

function readValue(cursor: Cursor, depth: number): PythonLiteral {
  skipSpace(cursor);
  if (depth > maximumDepth) throw new FormatError('the header nests too deeply', cursor.at);
  const character = cursor.text[cursor.at] ?? '';
  if (character === '{') return readDict(cursor, depth + 1);
  if (character === '(') return readItems(cursor, ')', depth + 1);
  if (character === '[') return readItems(cursor, ']', depth + 1);
  if (character === "'" || character === '"') return readString(cursor);
  return readWord(cursor);
}

function readDict(cursor: Cursor, depth: number): ReadonlyMap<string, PythonLiteral> {
  const entries = new Map<string, PythonLiteral>();
  cursor.at += 1;
  while (!tryToken(cursor, '}')) {
    const key = readString(cursor);
    if (!tryToken(cursor, ':')) throw unexpected(cursor);
    entries.set(key, readValue(cursor, depth));
    if (!tryToken(cursor, ',') && !isNext(cursor, '}')) throw unexpected(cursor);
  }
  return entries;
}

function readItems(cursor: Cursor, close: string, depth: number): PythonLiteral[] {
  const items: PythonLiteral[] = [];
  cursor.at += 1;
  while (!tryToken(cursor, close)) {
    items.push(readValue(cursor, depth));
    if (!tryToken(cursor, ',') && !isNext(cursor, close)) throw unexpected(cursor);
  }
  return items;
}

function readString(cursor: Cursor): string {
  skipSpace(cursor);
  const match = /^(?:'([^'\\\n]*)'|"([^"\\\n]*)")/.exec(cursor.text.slice(cursor.at));
  if (!match) throw unexpected(cursor);
  cursor.at += match[0].length;
  return match[1] ?? match[2] ?? '';
}

function readWord(cursor: Cursor): PythonLiteral {
  const word = /^-?\w+/.exec(cursor.text.slice(cursor.at, cursor.at + 32))?.[0] ?? '';
  const constant = constants.get(word);
  // NumPy on Python 2 wrote long integers with an L behind them.
  const digits = /^(-?\d+)L?$/.exec(word)?.[1];
  if (constant === undefined && digits === undefined) throw unexpected(cursor);
  cursor.at += word.length;
  return constant === undefined ? Number(digits) : constant;
}

function tryToken(cursor: Cursor, token: string): boolean {
  const isThere = isNext(cursor, token);
  if (isThere) cursor.at += 1;
  return isThere;
}

function isNext(cursor: Cursor, token: string): boolean {
  skipSpace(cursor);
  return cursor.text[cursor.at] === token;
}

function skipSpace(cursor: Cursor): void {
  while (/\s/.test(cursor.text[cursor.at] ?? '')) cursor.at += 1;
}

function unexpected(cursor: Cursor): FormatError {
  const found = JSON.stringify(cursor.text.slice(cursor.at, cursor.at + 10));
  return new FormatError(`the header holds ${found} where a Python literal goes on`, cursor.at);
}
