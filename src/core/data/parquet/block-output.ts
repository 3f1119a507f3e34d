import { brokenParquet } from './parquet-error.ts';

/**
 * What a block of the Lempel-Ziv kind inflates to: literals and repetitions of what was written
 * before, never more than `size` bytes. Throws MlflowError BAD_REQUEST where a block asks for more.
 */
export class BlockOutput {
  readonly #bytes: Uint8Array;
  #length = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  /** Writes `length` bytes of the input from `start` on. */
  write(input: Uint8Array, start: number, length: number): void {
    if (length > input.length - start || length > this.#left) throw damaged();
    this.#bytes.set(input.subarray(start, start + length), this.#length);
    this.#length += length;
  }

  /**
   * Writes `length` bytes that stand `distance` before the end. Where they reach beyond it, the
   * bytes just written are repeated.
   */
  repeat(distance: number, length: number): void {
    if (distance === 0 || distance > this.#length || length > this.#left) throw damaged();
    const [bytes, to] = [this.#bytes, this.#length];
    const from = to - distance;
    if (length <= distance) bytes.copyWithin(to, from, from + length);
    else
      for (let index = 0; index < length; index += 1) bytes[to + index] = bytes[from + index] ?? 0;
    this.#length += length;
  }

  /** All bytes; there have to be as many as the page's header gave. */
  finish(): Uint8Array {
    if (this.#left > 0) throw damaged();
    return this.#bytes;
  }

  get #left(): number {
    return this.#bytes.length - this.#length;
  }
}

/** The error for a compressed page that does not follow its format. */
export function damaged(): Error {
  return brokenParquet('a compressed page is damaged');
}

/** The number in `length` bytes of a block, the lowest first. Throws where the block ends before. */
export function littleEndian(input: Uint8Array, start: number, length: number): number {
  if (start + length > input.length) throw damaged();
  let value = 0;
  for (let index = length - 1; index >= 0; index -= 1) {
    value = value * 256 + (input[start + index] ?? 0);
  }
  return value;
}
