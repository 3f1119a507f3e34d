// Only what C's isspace knows counts as space: no non-breaking spaces.
const integerText = /^[ \t-\r]*[+-]?\d+[ \t-\r]*$/u;
const floatText = /^[ \t-\r]*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[ \t-\r]*$/u;
const infinityText = /^[ \t-\r]*(?<sign>[+-]?)inf(?:inity)?[ \t-\r]*$/iu;

/** What pandas.read_csv takes for an integer, or undefined. */
export function parsePandasInteger(text: string): bigint | undefined {
  return integerText.test(text) ? BigInt(text.trim().replace(/^\+/u, '')) : undefined;
}

/** The float that pandas.read_csv (3.1) reads, rounded correctly, or undefined. */
export function parsePandasFloat(text: string): number | undefined {
  if (floatText.test(text)) return Number(text);
  const sign = infinityText.exec(text)?.groups?.['sign'];
  if (sign === undefined) return undefined;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** The powers of ten that a float64 holds exactly: 10^0 to 10^22. */
export const exactPowersOfTen: readonly number[] = Array.from(
  { length: 23 },
  (_, power) => 10 ** power,
);
const [minus, dot, zero, nine] = [0x2d, 0x2e, 0x30, 0x39];

/** A number without exponent or spaces, as nearly all in a CSV are. */
export interface PlainNumbers {
  readonly values: Float64Array;
  /** Whether all are integers of at most 15 characters. */
  readonly areIntegers: boolean;
}

/**
 * Reads texts that are all such as `12`, `-0.5` or `.25`; undefined at the first that is not. The
 * values are those of {@link parsePandasFloat}: an integer below 2^53 divided by a power of ten up
 * to 10^22 is rounded once, hence correctly (Clinger, "How to Read Floating Point Numbers
 * Accurately", 1990); longer ones are left to Number.
 */
export function parsePlainNumbers(texts: readonly string[]): PlainNumbers | undefined {
  const values = new Float64Array(texts.length);
  let areIntegers = true;
  for (let row = 0; row < texts.length; row += 1) {
    const text = texts[row] ?? '';
    const value = parsePlain(text);
    if (value === undefined) return undefined;
    values[row] = value;
    areIntegers &&= text.length <= 15 && !text.includes('.');
  }
  return { values, areIntegers };
}

function parsePlain(text: string): number | undefined {
  const isNegative = text.charCodeAt(0) === minus;
  const start = isNegative ? 1 : 0;
  let mantissa = 0;
  let point = -1;
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= zero && code <= nine) mantissa = mantissa * 10 + code - zero;
    else if (code === dot && point < 0) point = index;
    else return undefined;
  }
  const digits = text.length - start - (point < 0 ? 0 : 1);
  if (digits === 0) return undefined;
  if (digits > 15) return Number(text);
  const decimals = point < 0 ? 0 : text.length - point - 1;
  const value = mantissa / (exactPowersOfTen[decimals] ?? 1);
  return isNegative ? -value : value;
}
