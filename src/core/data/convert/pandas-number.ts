const integerText = /^\s*[+-]?\d+\s*$/u;
const floatText = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/u;
const infinityText = /^\s*(?<sign>[+-]?)inf(?:inity)?\s*$/iu;

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
