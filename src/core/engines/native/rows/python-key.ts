/** What stands for a value in a Map so that equal values of Python are one key. */
export type PythonKey = string | number | bigint;

/**
 * The key of a text, a number or a boolean: numbers are equal whatever their type, True is 1.
 * Undefined for missing values, which are equal to nothing, and for anything else.
 */
export function pythonKey(value: unknown): PythonKey | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (typeof value !== 'number' || Number.isNaN(value)) return undefined;
  // Beyond 2^53 integers are bigints, which Python compares with floats exactly.
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value;
}
