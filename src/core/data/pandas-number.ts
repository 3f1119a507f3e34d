const integerText = /^\s*[+-]?\d+\s*$/u;
const floatText = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/u;
const infinityText = /^\s*([+-]?)inf(?:inity)?\s*$/iu;
const significantDigits = 17;

/** What pandas.read_csv takes for an integer, or undefined. */
export function parsePandasInteger(text: string): bigint | undefined {
  return integerText.test(text) ? BigInt(text.trim().replace(/^\+/u, '')) : undefined;
}

/**
 * The float that pandas.read_csv reads, or undefined where it finds none. With more than 15 digits
 * it may differ in the last bit from what JavaScript and Python's float() read.
 * Follows precise_xstrtod of pandas/_libs/src/parser/tokenizer.c (pandas 3.1).
 */
export function parsePandasFloat(text: string): number | undefined {
  const parts = floatText.exec(text);
  if (!parts) return parseInfinity(text);
  const [, sign, whole = '', fraction = '', power = '0'] = parts;
  if (whole.length + fraction.length === 0) return undefined;
  const kept = (whole + fraction).slice(0, significantDigits);
  const digits = scaleDigits(kept, whole.length - kept.length + Number(power), text);
  return sign === '-' ? -digits : digits;
}

function scaleDigits(digits: string, exponent: number, text: string): number {
  if (digits.length <= 15 && Math.abs(exponent) <= 22) return Number(`${digits}e${exponent}`);
  if (exponent < -308) return Math.abs(Number(text));
  let number = 0;
  for (const digit of digits) number = number * 10 + Number(digit);
  if (exponent > 308) return number === 0 ? 0 : Number.POSITIVE_INFINITY;
  const scale = Number(`1e${Math.abs(exponent)}`);
  return exponent < 0 ? number / scale : number * scale;
}

function parseInfinity(text: string): number | undefined {
  const match = infinityText.exec(text);
  if (!match) return undefined;
  return match[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
