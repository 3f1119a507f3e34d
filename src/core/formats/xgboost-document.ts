import { FormatError } from './format-error.ts';
import { readUbjson } from './ubjson.ts';

/**
 * One value of a saved XGBoost model, be it JSON or UBJSON, with the way that led to it. Reading
 * something that is not there or of another type throws FormatError naming that way.
 */
export class XgboostNode {
  private readonly value: unknown;
  private readonly path: string;

  constructor(value: unknown, path = 'the model') {
    this.value = value;
    this.path = path;
  }

  /** The JSON text of an attribute. */
  static parse(text: string): XgboostNode {
    return new XgboostNode(parseJson(text), 'scikit_learn');
  }

  has(key: string): boolean {
    return isObject(this.value) && Object.hasOwn(this.value, key);
  }

  get(key: string): XgboostNode {
    const { value } = this;
    const path = this.path === 'the model' ? key : `${this.path}.${key}`;
    if (!isObject(value)) throw this.fail('an object');
    if (!Object.hasOwn(value, key)) throw new FormatError(`${path} is missing`, 0);
    return new XgboostNode(value[key], path);
  }

  keys(): string[] {
    if (!isObject(this.value)) throw this.fail('an object');
    return Object.keys(this.value);
  }

  text(): string {
    if (typeof this.value === 'string') return this.value;
    throw this.fail('a text');
  }

  /** XGBoost writes its parameters as texts: `"num_class": "3"`. */
  integer(): number {
    const number = typeof this.value === 'string' ? Number(this.value) : this.value;
    if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
    throw this.fail('an integer');
  }

  number(): number {
    if (typeof this.value === 'number') return this.value;
    throw this.fail('a number');
  }

  nodes(): XgboostNode[] {
    if (!Array.isArray(this.value)) throw this.fail('a list');
    return this.value.map((item, at) => new XgboostNode(item, `${this.path}[${at}]`));
  }

  texts(): string[] {
    return this.nodes().map((node) => node.text());
  }

  /** A list of numbers; booleans are 0 and 1, NaN and infinities as they are. */
  numbers(): Float64Array {
    const { value } = this;
    if (isTyped(value)) return Float64Array.from(value);
    if (!Array.isArray(value)) throw this.fail('a list of numbers');
    return Float64Array.from(value, (item: unknown) => {
      if (typeof item === 'number' || typeof item === 'boolean') return Number(item);
      throw this.fail('a list of numbers');
    });
  }

  fail(expected: string): FormatError {
    return new FormatError(`${this.path} is not ${expected}`, 0);
  }
}

/** The longest string that V8 holds is a little longer. */
const longestText = 2 ** 29 - 32;

/** Parses the bytes of a model that XGBoost saved as JSON or as UBJSON. */
export function parseXgboostDocument(bytes: Uint8Array): XgboostNode {
  const isJson = /^\s*\{\s*["}]/.test(latin1(bytes.subarray(0, 64)));
  if (!isJson) return new XgboostNode(readUbjson(bytes));
  if (bytes.length > longestText) {
    throw new FormatError(
      `a JSON text of ${bytes.length} bytes is too long; save the model as model.ubj`,
      longestText,
    );
  }
  return new XgboostNode(parseJson(new TextDecoder().decode(bytes)));
}

/**
 * Whether the bytes are of XGBoost's own binary format, which it wrote until 3.0 and no longer
 * reads since 3.1: a mark, or the parameters that src/learner.cc put first (LearnerModelParamLegacy,
 * 136 bytes of which the last 100 are reserved and zero).
 */
export function isXgboostBinary(bytes: Uint8Array): boolean {
  if (/^(binf|bs64|CONFIG-offset:)/.test(latin1(bytes.subarray(0, 16)))) return true;
  return bytes.length > 136 && bytes[0] !== 0x7b && bytes.subarray(36, 136).every((at) => at === 0);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return parseWithSpecials(text, error);
  }
}

const specialOrText = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|-?\bNaN\b/g;

/** XGBoost writes NaN and infinities as they are, which JSON does not know. */
function parseWithSpecials(text: string, cause: unknown): unknown {
  const marks = new Map([
    ['NaN', Number.NaN],
    ['-NaN', Number.NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
  ]);
  const plain = text.replace(specialOrText, (found) =>
    marks.has(found) ? `{"\\u0000number":"${found}"}` : found,
  );
  try {
    return JSON.parse(plain, (_, value: unknown) =>
      isObject(value) && Object.hasOwn(value, '\0number')
        ? (marks.get(String(value['\0number'])) ?? null)
        : value,
    );
  } catch {
    throw new FormatError('the JSON text is broken', positionOf(cause));
  }
}

function positionOf(error: unknown): number {
  const [, position] = /position (\d+)/.exec(String(error)) ?? [];
  return Number(position ?? 0);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isTyped(value);
}

function isTyped(value: unknown): value is ArrayLike<number> & Iterable<number> {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}
