const firstNonAscii = 0x80;
/** Shorter pieces are copied faster byte by byte than by a call. */
const shortBytes = 64;

/** Text in UTF-8 that grows at its end. */
export class ByteText {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** What was added, as a view. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  add(text: string): void {
    this.#reserve(text.length * 3); // UTF-8 takes at most three bytes for each unit of UTF-16
    const start = this.#length;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code >= firstNonAscii) {
        this.#length = start + this.#bytes.write(text, start);
        return;
      }
      this.#bytes[start + index] = code;
    }
    this.#length = start + text.length;
  }

  /** Adds one character of ASCII. */
  addByte(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = code;
    this.#length += 1;
  }

  /** Adds a part of other bytes. */
  addBytes(source: Buffer, start: number, end: number): void {
    this.#reserve(end - start);
    if (end - start > shortBytes) {
      source.copy(this.#bytes, this.#length, start, end);
      this.#length += end - start;
      return;
    }
    const target = this.#bytes;
    let offset = this.#length;
    for (let index = start; index < end; index += 1, offset += 1) {
      target[offset] = source[index] ?? 0;
    }
    this.#length = offset;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
