import { endOfString } from './scan-json-strings.ts';
import type { SourceString } from './source-string.ts';

/** What a reader of YAML has to remember from line to line. */
interface State {
  /** Open brackets: inside of them commas end a value. */
  depth: number;
  /** Lines that stand further to the right than this are text, after `|` or `>`. */
  blockIndent: number | undefined;
}

interface Line {
  readonly text: string;
  readonly offset: number;
}

/**
 * The strings of a YAML text, plain ones too, with the key that each belongs to; see scanStrings.
 * Goes line by line: a model URI has no line break, so strings over several lines are none.
 * Text blocks (`|`, `>`) are left alone.
 */
export function scanYamlStrings(text: string): readonly SourceString[] {
  const found: SourceString[] = [];
  const state: State = { depth: 0, blockIndent: undefined };
  for (const { index, 0: line } of text.matchAll(/[^\r\n]+/g)) {
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    if (state.blockIndent !== undefined) {
      if (line.trim() === '' || indent > state.blockIndent) continue;
      state.blockIndent = undefined;
    }
    if (line.startsWith('---')) state.depth = 0;
    const reader = new LineReader({ text: line, offset: index }, state);
    reader.read();
    for (const string of reader.found) found.push(string);
  }
  return found;
}

const space = /[ \t]+/y;
const entry = /[-?](?=[ \t]|$)/y;
const property = /[!&][^\s,[\]{}]*/y;
const bracket = /[[\]{},]/y;
const block = /[|>][-+0-9]*[ \t]*(?:#.*)?$/y;
const colon = /[ \t]*:(?=[ \t,[\]{}]|$)/y;
/** What may end a value without quotes: a comment, the colon behind a key, in brackets also marks. */
const plainMark = /[#:,[\]{}]/g;

/** Reads one line from left to right. */
class LineReader {
  readonly found: SourceString[] = [];
  readonly #line: Line;
  readonly #state: State;
  #at = 0;
  #key: { readonly name: string; readonly column: number } | undefined;
  /** Of the last `-`. */
  #column = 0;

  constructor(line: Line, state: State) {
    this.#line = line;
    this.#state = state;
  }

  read(): void {
    const { text } = this.#line;
    while (this.#at < text.length) {
      if (this.#take(space) !== undefined) continue;
      if (text[this.#at] === '#' || this.#isBlock()) return;
      this.#readPart();
    }
    // A value that is about to be written.
    if (this.#key && /[ \t]$/.test(text)) this.#add(text.length, text.length);
  }

  #isBlock(): boolean {
    if (this.#take(block) === undefined) return false;
    this.#state.blockIndent = this.#key?.column ?? this.#column;
    return true;
  }

  #readPart(): void {
    const start = this.#at;
    if (this.#take(entry) !== undefined) {
      this.#column = start;
      return;
    }
    if (this.#take(property) !== undefined) return;
    const mark = this.#take(bracket);
    if (mark !== undefined) {
      this.#state.depth = Math.max(0, this.#state.depth + depthOf(mark));
      if (mark !== '[') this.#key = undefined;
      return;
    }
    this.#readValue(start);
  }

  #readValue(start: number): void {
    const { text } = this.#line;
    const quote = text[start];
    if (quote === '"' || quote === "'") {
      const end = quote === '"' ? endOfString(text, start + 1) : endOfSingle(text, start + 1);
      this.#at = Math.min(end + 1, text.length);
      this.#add(start + 1, end);
      return;
    }
    const end = endOfPlain(text, start, this.#state.depth > 0);
    this.#at = Math.max(end, start + 1);
    if (end > start) this.#add(start, end);
  }

  #add(start: number, end: number): void {
    const { text, offset } = this.#line;
    const isKey = this.#take(colon) !== undefined;
    const value = text.slice(start, end);
    const named = this.#key && { key: this.#key.name };
    const place = { start: offset + start, end: offset + end };
    this.found.push({ ...place, text: value, isWhole: !isKey, ...named });
    this.#key = isKey ? { name: value, column: start } : undefined;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const taken = pattern.exec(this.#line.text)?.[0];
    if (taken !== undefined) this.#at += taken.length;
    return taken;
  }
}

function endOfPlain(text: string, start: number, isInFlow: boolean): number {
  const marks = new RegExp(plainMark);
  marks.lastIndex = start;
  let end = text.length;
  for (let match = marks.exec(text); match; match = marks.exec(text)) {
    if (!endsPlain(text, match.index, isInFlow)) continue;
    end = match.index;
    break;
  }
  while (end > start && isSpace(text[end - 1])) end -= 1;
  return end;
}

function endsPlain(text: string, at: number, isInFlow: boolean): boolean {
  const next = text[at + 1];
  if (text[at] === '#') return isSpace(text[at - 1]);
  if (text[at] !== ':') return isInFlow;
  return next === undefined || isSpace(next) || (isInFlow && /[,[\]{}]/.test(next));
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** A quote is written twice inside of single quotes. */
function endOfSingle(text: string, start: number): number {
  let at = start;
  while (at < text.length && (text[at] !== "'" || text[at + 1] === "'")) {
    at += text[at] === "'" ? 2 : 1;
  }
  return Math.min(at, text.length);
}

function depthOf(mark: string): number {
  if (mark === '[' || mark === '{') return 1;
  return mark === ',' ? 0 : -1;
}
