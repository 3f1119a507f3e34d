// Only what C's isspace knows counts as space: no non-breaking spaces.
const integerText = /^[ \t-\r]*[+-]?\d+[ \t-\r]*$/u;
const floatText = /^[ \t-\r]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t-\r]*$/u;
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
