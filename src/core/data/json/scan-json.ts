import { showValue } from '../../shown-value.ts';
import { invalidInput, PythonFloat } from './json-value.ts';

const deepest = 500;
const whitespace = /[ \t\n\r]*/y;
// The JSON grammar's number (RFC 8259, section 6).
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const integerKey = /^(?:0|[1-9]\d*)$/u;

const literals: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
  // Not JSON, but what Python's json module writes and reads.
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
];

/**
 * Reads JSON as Python's json module does, without losing what JSON.parse loses: the digits of
 * integers beyond 2^53 (bigint), whether a number was written as a float (PythonFloat where its
 * value is integral), the order of keys like "10" (a Map), and NaN and Infinity. Throws MlflowError
 * BAD_REQUEST with line and column. Slower than JSON.parse: see readJson for when it is needed.
 */
export function scanJson(text: string): unknown {
  const scanner = new JsonScanner(text);
  return scanner.readDocument();
}

class JsonScanner {
  private readonly text: string;
  private offset = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  readDocument(): unknown {
    const value = this.readValue();
    this.skipWhitespace();
    if (this.offset < this.text.length) throw this.error('the end of the body');
    return value;
  }

  private readValue(): unknown {
    this.skipWhitespace();
    const first = this.text[this.offset];
    if (first === '{') return this.nested(() => this.readObject());
    if (first === '[') return this.nested(() => this.readList());
    return first === '"' ? this.readString() : this.readScalar();
  }

  private nested<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > deepest) {
      throw invalidInput(`The JSON body nests lists and objects more than ${deepest} levels deep.`);
    }
    this.offset += 1;
    const value = read();
    this.depth -= 1;
    return value;
  }

  private readList(): unknown[] {
    const items: unknown[] = [];
    if (this.accept(']')) return items;
    do items.push(this.readValue());
    while (this.accept(','));
    if (!this.accept(']')) throw this.error('"," or "]"');
    return items;
  }

  private readObject(): unknown {
    const entries = new Map<string, unknown>();
    if (this.accept('}')) return {};
    do {
      this.skipWhitespace();
      if (this.text[this.offset] !== '"') throw this.error('a key in double quotes');
      const key = this.readString();
      if (!this.accept(':')) throw this.error('":"');
      entries.set(key, this.readValue());
    } while (this.accept(','));
    if (!this.accept('}')) throw this.error('"," or "}"');
    // A plain object would move such keys to the front, and __proto__ out of sight.
    const needsMap = [...entries.keys()].some((key) => integerKey.test(key) || key === '__proto__');
    return needsMap ? entries : Object.fromEntries(entries);
  }

  private readString(): string {
    const token = this.text.slice(this.offset, endOfString(this.text, this.offset));
    try {
      const value = JSON.parse(token) as string; // it begins with a quote, so it is nothing else
      this.offset += token.length;
      return value;
    } catch {
      throw this.error('a string that ends with a quote and escapes control characters');
    }
  }

  private readScalar(): unknown {
    for (const [word, value] of literals) {
      if (this.text.startsWith(word, this.offset)) {
        this.offset += word.length;
        return value;
      }
    }
    const token = this.match(number);
    if (token === undefined) throw this.error('a value');
    return toNumber(token);
  }

  private accept(character: string): boolean {
    this.skipWhitespace();
    if (this.text[this.offset] !== character) return false;
    this.offset += 1;
    return true;
  }

  private skipWhitespace(): void {
    this.match(whitespace);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset;
    const token = pattern.exec(this.text)?.[0];
    this.offset += token?.length ?? 0;
    return token;
  }

  private error(expected: string) {
    const before = this.text.slice(0, this.offset).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    const rest = this.text.slice(this.offset, this.offset + 20);
    const seen =
      rest === ''
        ? 'the body ends'
        : `there is ${showValue(JSON.stringify(rest), 'something else')}`;
    return invalidInput(
      `The body is not valid JSON: at ${place} ${seen} where ${expected} is expected.`,
    );
  }
}

/** Where the string that begins at `start` ends. A pattern would need a stack as long as the text. */
function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote >= 0) {
    let escapes = quote;
    while (text[escapes - 1] === '\\') escapes -= 1;
    if ((quote - escapes) % 2 === 0) return quote + 1;
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

function toNumber(token: string): unknown {
  const value = Number(token);
  if (/[.eE]/u.test(token)) return Number.isInteger(value) ? new PythonFloat(value) : value;
  return Number.isSafeInteger(value) ? value : BigInt(token);
}
