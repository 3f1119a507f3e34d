import { entriesOf, isJsonObject, PythonFloat } from '../../core/data/json/json-value.ts';

/** How {@link formatJson} writes. */
export interface JsonStyle {
  /** Lists and objects that fit into so many characters stay on one line; Infinity: everything. */
  readonly width: number;
  /** Writes anything beyond ASCII as an escape, for shells with a character set of their own. */
  readonly isAscii?: boolean;
  /** The words for true, false and null. */
  readonly words?: JsonWords;
}

interface JsonWords {
  readonly true: string;
  readonly false: string;
  readonly null: string;
}

const jsonWords: JsonWords = { true: 'true', false: 'false', null: 'null' };

/**
 * Writes what readJson has read, for people: all digits, floats as floats, the order of keys.
 * NaN and infinities, which JSON lacks, become null.
 */
export function formatJson(value: unknown, style: JsonStyle): string {
  return write(value, style, '');
}

function write(value: unknown, style: JsonStyle, indent: string): string {
  const group = toGroup(value, style);
  if (!group) return writeScalar(value, style);
  const inline = writeInline(value, style, style.width - indent.length);
  if (inline !== undefined) return inline;
  const { brackets, items } = group;
  const inner = `${indent}  `;
  const isFlat = Array.isArray(value) && !value.some(isGroup);
  const texts = items.map(({ key, item }) => key + write(item, style, inner));
  const lines = isFlat ? fill(texts, style.width - inner.length) : texts;
  return `${brackets[0]}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${brackets[1]}`;
}

/** A list or an object. */
interface Group {
  readonly brackets: readonly [open: string, close: string];
  /** In objects the key and its colon stand before the value. */
  readonly items: readonly { readonly key: string; readonly item: unknown }[];
}

function isGroup(value: unknown): boolean {
  return Array.isArray(value) || isJsonObject(value);
}

function toGroup(value: unknown, style: JsonStyle): Group | undefined {
  if (Array.isArray(value)) {
    return { brackets: ['[', ']'], items: value.map((item: unknown) => ({ key: '', item })) };
  }
  if (!isJsonObject(value)) return undefined;
  const items = entriesOf(value).map(([key, item]) => ({
    key: `${writeText(key, style)}: `,
    item,
  }));
  return { brackets: ['{', '}'], items };
}

/**
 * The value on one line, undefined where that takes more than `room` characters. It gives up at the
 * first item too many: each level of nested lists would else write all below it once more.
 */
function writeInline(value: unknown, style: JsonStyle, room: number): string | undefined {
  if (Array.isArray(value) && value.length > room) return undefined;
  const group = toGroup(value, style);
  if (!group) {
    const scalar = writeScalar(value, style);
    return scalar.length <= room ? scalar : undefined;
  }
  const { brackets, items } = group;
  const texts: string[] = [];
  let left = room - 2;
  for (const { key, item } of items) {
    const text = writeInline(item, style, left - key.length);
    if (text === undefined) return undefined;
    texts.push(key + text);
    left -= key.length + text.length + 2; // with the comma before the next one
  }
  const inline = `${brackets[0]}${texts.join(', ')}${brackets[1]}`;
  return inline.length <= room ? inline : undefined;
}

/** As many values on each line as it holds. */
function fill(texts: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const last = lines.at(-1);
    const fits = last !== undefined && last.length + text.length + 3 <= width;
    if (fits) lines[lines.length - 1] = `${last}, ${text}`;
    else lines.push(text);
  }
  return lines;
}

function writeScalar(value: unknown, style: JsonStyle): string {
  const words = style.words ?? jsonWords;
  if (typeof value === 'string') return writeText(value, style);
  if (typeof value === 'boolean') return value ? words.true : words.false;
  if (typeof value === 'bigint') return String(value);
  if (value instanceof PythonFloat) return writeIntegralFloat(value.value);
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : words.null;
}

function writeIntegralFloat(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/u.test(text) ? text : `${text}.0`;
}

function writeText(text: string, { isAscii = false }: JsonStyle): string {
  const quoted = JSON.stringify(text);
  if (!isAscii) return quoted;
  return quoted.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
