const floatLiteral =
  /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/iu;
const integerLiteral = /^[+-]?\d+(?:_\d+)*$/u;
const special: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
]);

/** What Python's `float(text)` gives, or undefined where it raises ValueError. */
export function parsePythonFloat(text: string): number | undefined {
  const trimmed = text.trim();
  if (floatLiteral.test(trimmed)) return Number(trimmed.replaceAll('_', ''));
  const word = trimmed.toLowerCase();
  const value = special.get(word.replace(/^[+-]/u, ''));
  return word.startsWith('-') && value !== undefined ? -value : value;
}

/** What Python's `int(text)` gives, or undefined where it raises ValueError. */
export function parsePythonInteger(text: string): bigint | undefined {
  const trimmed = text.trim();
  if (!integerLiteral.test(trimmed)) return undefined;
  const digits = trimmed.replaceAll('_', '').replace(/^\+/u, '');
  return digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits);
}

/** Python's `repr` of a float: `1.0`, `1e-05`, `1e+16`, `nan`, `inf`. */
export function formatPythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const magnitude = Math.abs(value);
  if (magnitude === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (magnitude >= 1e-4 && magnitude < 1e16) {
    return Number.isInteger(value) ? `${value}.0` : String(value);
  }
  // Python writes at least two digits of the exponent.
  return value.toExponential().replace(/e([+-])(\d)$/u, 'e$10$2');
}
