import { parsePythonFloat } from '../../../data/convert/python-text.ts';

/**
 * What NumPy makes of an object in a cast to float64: numbers and booleans as they are, None as
 * NaN, texts as Python's float() reads them. Undefined for what it cannot convert.
 */
export function toPythonFloat(cell: unknown): number | undefined {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'string') return parsePythonFloat(cell);
  if (typeof cell === 'bigint' || typeof cell === 'boolean') return Number(cell);
  return cell === null ? Number.NaN : undefined;
}

/**
 * A 64-bit integer rounded to float32 in one step. By way of float64 it would be rounded twice;
 * beyond 2^53 the digits below are gathered in the last bit that float64 keeps.
 */
export function int64ToFloat32(value: bigint): number {
  const direct = Number(value);
  if (Number.isSafeInteger(direct)) return Math.fround(direct);
  const magnitude = value < 0n ? -value : value;
  const shift = BigInt(magnitude.toString(2).length - 53);
  const kept = magnitude >> shift;
  const isInexact = kept << shift !== magnitude;
  const odd = isInexact ? kept | 1n : kept;
  const rounded = Math.fround(Number(odd << shift));
  return value < 0n ? -rounded : rounded;
}
