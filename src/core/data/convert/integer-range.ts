/** The bounds of an integer type, both included. */
export interface IntegerRange {
  readonly name: string;
  readonly minimum: bigint;
  readonly maximum: bigint;
}

/** The range of a signed or unsigned integer type. */
export function integerRange(bits: number, isSigned = true): IntegerRange {
  const size = 2n ** BigInt(bits);
  return {
    name: `${isSigned ? '' : 'u'}int${bits}`,
    minimum: isSigned ? -size / 2n : 0n,
    maximum: isSigned ? size / 2n - 1n : size - 1n,
  };
}

/** The range of MLflow's `integer`. */
export const int32Range = integerRange(32);
/** The range of MLflow's `long`. */
export const int64Range = integerRange(64);
/** What pandas and NumPy fall back to for integers that no `long` holds. */
export const uint64Range = integerRange(64, false);

/** Whether an integer type holds a value. */
export function isWithin(value: bigint, { minimum, maximum }: IntegerRange): boolean {
  return value >= minimum && value <= maximum;
}
