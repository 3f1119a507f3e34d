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
  if (Array.isArray(value)) {
    const isFlat = !value.some((item) => Array.isArray(item) || isJsonObject(item));
    const items = value.map((item) => (inner: string) => write(item, style, inner));
    return writeGroup(['[', ']'], items, { style, indent, isFlat });
  }
  if (isJsonObject(value)) {
    const items = entriesOf(value).map(
      ([key, item]) =>
        (inner: string) =>
          `${writeText(key, style)}: ${write(item, style, inner)}`,
    );
    return writeGroup(['{', '}'], items, { style, indent });
  }
  return writeScalar(value, style);
}

type Item = (indent: string) => string;

interface GroupStyle {
  readonly style: JsonStyle;
  readonly indent: string;
  /** Whether no item is a list or an object. */
  readonly isFlat?: boolean;
}

function writeGroup(
  [open, close]: readonly [string, string],
  items: readonly Item[],
  { style, indent, isFlat = false }: GroupStyle,
): string {
  const inline = `${open}${items.map((item) => item('')).join(', ')}${close}`;
  const fits = indent.length + inline.length <= style.width && !inline.includes('\n');
  if (fits) return inline;
  const inner = `${indent}  `;
  const texts = items.map((item) => item(inner));
  const lines = isFlat ? fill(texts, style.width - inner.length) : texts;
  return `${open}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${close}`;
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
