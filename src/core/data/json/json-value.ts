import { MlflowError } from '../../errors.ts';
import { showValue } from '../../shown-value.ts';

/**
 * A number that was written with a fraction or an exponent but has an integral value, such as
 * `5.0`: Python reads it as a float, `5` as an int, and MLflow treats the two differently.
 */
export class PythonFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/**
 * An object as the request had it. A Map stands for one with keys like `"10"`, whose order a plain
 * object would not keep.
 */
export type JsonObject = Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>;

/** What Python's json module would have made of a value. */
export type JsonKind = 'int' | 'float' | 'bool' | 'string' | 'null' | 'list' | 'object';

/** The kind of a value as Python sees it; integers beyond 2^53 are bigints. */
export function kindOf(value: unknown): JsonKind {
  // JSON.parse never reads an integer beyond 2^53: see readJson.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'int' : 'float';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (value === null || value === undefined) return 'null';
  if (value instanceof PythonFloat) return 'float';
  return Array.isArray(value) ? 'list' : 'object';
}

/** Whether a value is an object of the request, not a list or a scalar. */
export function isJsonObject(value: unknown): value is JsonObject {
  return kindOf(value) === 'object';
}

/** The entries of an object, in the order of the request. */
export function entriesOf(object: JsonObject): [string, unknown][] {
  return object instanceof Map ? [...object] : Object.entries(object);
}

/** The value of an object's own key, or undefined. */
export function valueAt(object: JsonObject, key: string): unknown {
  if (object instanceof Map) return object.get(key) as unknown;
  // A Map was handled above; TypeScript does not narrow ReadonlyMap by `instanceof Map`.
  const record = object as Readonly<Record<string, unknown>>;
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The value with {@link PythonFloat} replaced by its number, for cells that keep what they got. */
export function unwrapFloat(value: unknown): unknown {
  return value instanceof PythonFloat ? value.value : value;
}

const longestShown = 80;

/**
 * A value for an error's message: short, safe for values of any size or depth, and marked, so that
 * the message can be told without it.
 */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return showValue(JSON.stringify(shorten(value)), 'a text');
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isJsonObject(value)) return 'an object';
  return showValue(
    shorten(String(unwrapFloat(value))),
    typeof value === 'boolean' ? 'a boolean' : 'a number',
  );
}

/** A column's label for a message: strings in quotes, numbers bare. */
export function describeName(name: string | number): string {
  return typeof name === 'number' ? String(name) : `"${shorten(name)}"`;
}

function shorten(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

/** The error for a request that cannot be understood or does not convert: MLflow's BAD_REQUEST. */
export function invalidInput(message: string): MlflowError {
  return new MlflowError('BAD_REQUEST', message);
}
