/** Python's `\w`: str.isalnum() and the underscore; unlike JavaScript's it has no marks. */
const wordClass = String.raw`\p{L}\p{N}_`;
/** Python's `\s`: str.isspace(). */
export const spaceClass = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
const digitClass = String.raw`\p{Nd}`;

const boundary = `(?:(?<=[${wordClass}])(?![${wordClass}])|(?<![${wordClass}])(?=[${wordClass}]))`;
const noBoundary = `(?:(?<=[${wordClass}])(?=[${wordClass}])|(?<![${wordClass}])(?![${wordClass}]))`;

const classEscapes: Readonly<Record<string, string>> = {
  w: `[${wordClass}]`,
  W: `[^${wordClass}]`,
  s: `[${spaceClass}]`,
  S: `[^${spaceClass}]`,
  d: `[${digitClass}]`,
  D: `[^${digitClass}]`,
};
const outerEscapes: Readonly<Record<string, string>> = {
  b: boundary,
  B: noBoundary,
  A: '(?<![^])',
  Z: '(?![^])',
};
const characterEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  f: '\f',
  v: '\v',
  a: '\u0007',
};
/** What stands for itself in both languages, and what both understand alike outside of classes. */
const outerTokens: readonly (readonly [RegExp, (text: string) => string])[] = [
  [/^\((?:\?[:=!]|\?<[=!])?(?!\?)/, (text) => text],
  [/^\)/, (text) => text],
  [/^\|/, (text) => text],
  [/^(?:[*+?]|\{\d+(?:,\d*)?\})\??(?![*+?{])/, (text) => text],
  [/^\^/, () => '(?<![^])'],
  [/^\$/, () => String.raw`(?=\n?(?![^]))`],
  [/^\./, () => String.raw`[^\n]`],
];

/**
 * A regular expression of Python's `re` for texts as the source of a JavaScript one with the flag
 * `v`. Undefined for whatever might mean something else there: flags, named groups, references
 * to groups, escapes of characters by number and other rarities.
 */
export function translatePattern(pattern: string): string | undefined {
  const source = pattern.replace(/^\(\?u\)/, '');
  let result = '';
  let at = 0;
  while (at < source.length) {
    const token = readToken(source.slice(at));
    if (!token) return undefined;
    result += token.translated;
    at += token.length;
  }
  return isSound(result) ? result : undefined;
}

/** The usual patterns of words, none of which goes back over a text. */
const steadyPatterns: ReadonlySet<string | undefined> = new Set(
  [
    String.raw`\b\w\w+\b`, // scikit-learn's default
    String.raw`\b\w+\b`,
    String.raw`\w+`,
    String.raw`\w\w+`,
    String.raw`\w{1,}`,
    String.raw`\S+`,
    String.raw`[^\s]+`,
    String.raw`[a-z]+`,
    String.raw`[a-zA-Z]+`,
    String.raw`[A-Za-z]+`,
    String.raw`[a-zA-Z0-9]+`,
    String.raw`\b[a-zA-Z]+\b`,
    String.raw`\b[a-zA-Z]{2,}\b`,
    String.raw`\b[a-zA-Z]{3,}\b`,
  ].map(translatePattern),
);

/** Whether a pattern that {@link translatePattern} gave surely takes time in step with the text. */
export function isSteadyPattern(source: string): boolean {
  return steadyPatterns.has(source);
}

interface Token {
  readonly translated: string;
  readonly length: number;
}

function readToken(rest: string): Token | undefined {
  if (rest.startsWith('[')) return readClass(rest);
  if (rest.startsWith('\\')) {
    const name = Array.from(rest)[1];
    const translated = name === undefined ? undefined : (outerEscapes[name] ?? readEscape(name));
    return translated === undefined ? undefined : { translated, length: 1 + (name ?? '').length };
  }
  for (const [form, translate] of outerTokens) {
    const [text] = form.exec(rest) ?? [];
    if (text !== undefined) return { translated: translate(text), length: text.length };
  }
  const [character = ''] = Array.from(rest);
  if (/^[()[\]{}*+?|]$/.test(character)) return undefined;
  return { translated: literal(character), length: character.length };
}

/** An escape that means the same inside and outside of a class. */
function readEscape(name: string): string | undefined {
  const found = classEscapes[name];
  if (found !== undefined) return found;
  const character = characterEscapes[name];
  if (character !== undefined) return literal(character);
  return /^[\p{L}\p{N}]$/u.test(name) ? undefined : literal(name);
}

/** `[…]` with ranges and escapes; a bracket or doubled sign in it might mean a set operation. */
function readClass(rest: string): Token | undefined {
  const opening = rest.startsWith('[^') ? '[^' : '[';
  let at = opening.length;
  let members = '';
  do {
    const member = readRange(rest.slice(at));
    if (!member) return undefined;
    members += member.translated;
    at += member.length;
  } while (at < rest.length && rest[at] !== ']');
  return rest[at] === ']' ? { translated: `${opening}${members}]`, length: at + 1 } : undefined;
}

/** One member of a class or a range of them; a dash before the end stands for itself. */
function readRange(rest: string): Token | undefined {
  const low = readMember(rest);
  if (!low || !/^-[^\]]/u.test(rest.slice(low.length))) return low;
  const high = readMember(rest.slice(low.length + 1));
  if (!low.isCharacter || !high?.isCharacter) return undefined;
  return {
    translated: `${low.translated}-${high.translated}`,
    length: low.length + 1 + high.length,
  };
}

function readMember(rest: string): (Token & { readonly isCharacter: boolean }) | undefined {
  const [first = '', second] = Array.from(rest);
  if (first === '' || first === '[' || /^([&~|-])\1/.test(rest)) return undefined;
  if (first !== '\\') {
    return { translated: literal(first), length: first.length, isCharacter: true };
  }
  const translated = second === undefined ? undefined : memberEscape(second);
  if (translated === undefined || second === undefined) return undefined;
  const isCharacter = classEscapes[second] === undefined;
  return { translated, length: 1 + second.length, isCharacter };
}

/** In a class `\b` is a backspace. */
function memberEscape(name: string): string | undefined {
  return name === 'b' ? literal('\b') : readEscape(name);
}

/** A character by its number, unless it is one that never has another meaning. */
function literal(character: string): string {
  if (/^[\p{L}\p{N}_ ]$/u.test(character)) return character;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Compiles, has at most one group, and is not content with an empty text. */
function isSound(source: string): boolean {
  try {
    const groups = new RegExp(`${source}|`, 'v').exec('') ?? [];
    return groups.length <= 2 && !new RegExp(source, 'v').test('');
  } catch {
    return false;
  }
}
