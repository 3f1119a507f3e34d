import { encodeBase64 } from '../../data/convert/base64.ts';
import { PythonFloat, entriesOf, isJsonObject } from '../../data/json/json-value.ts';
import { formatPythonFloat } from '../../data/convert/python-text.ts';
import { MlflowError } from '../../errors.ts';

/**
 * A float as Python's json module reads it back unchanged: always with a fraction or an exponent,
 * so that it stays a float, and with NaN and Infinity as Python spells them.
 */
export function toPythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return formatPythonFloat(value);
}

/**
 * Any value that JSON can hold, for Python's json module: bigints by their digits, bytes as
 * base64. Throws MlflowError NOT_IMPLEMENTED for anything else.
 */
export function toPythonJson(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof PythonFloat) return toPythonFloat(value.value);
  if (value instanceof Uint8Array) return JSON.stringify(encodeBase64(value));
  if (Array.isArray(value)) return `[${value.map(toPythonJson).join(',')}]`;
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? String(value) : toPythonFloat(value);
  }
  if (isJsonObject(value)) {
    const entries = entriesOf(value).map(
      ([key, item]) => `${JSON.stringify(key)}:${toPythonJson(item)}`,
    );
    return `{${entries.join(',')}}`;
  }
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    `A value of type ${typeof value} cannot be sent to Python; JSON values and bytes can.`,
  );
}
