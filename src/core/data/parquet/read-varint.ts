import { brokenParquet } from './parquet-error.ts';

/**
 * Reads a number in groups of seven bits, the lowest first; returns it and where the next thing
 * begins. Throws MlflowError BAD_REQUEST when it does not end within `mostBytes`, five for one of 32 bits.
 */
export function readVarint(bytes: Uint8Array, start: number, mostBytes = 5): [number, number] {
  let value = 0;
  for (let index = 0; index < mostBytes; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return [value, start + index + 1];
  }
  throw brokenParquet('a number has no end');
}
