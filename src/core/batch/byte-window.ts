import type { FileHandle } from 'node:fs/promises';
import type { ByteSpan } from './plain-rows.ts';

const firstRead = 64 * 1024;
const usualRead = 1024 * 1024;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The part of a file that was read and not yet used: it moves on from the front to the back. */
export class ByteWindow {
  readonly #file: FileHandle;
  #bytes = Buffer.allocUnsafe(firstRead);
  #start = 0;
  #end = 0;
  #isLast = false;
  #used = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** What is there to be used. The bytes are overwritten by the next {@link fill}. */
  get span(): ByteSpan {
    return { bytes: this.#bytes, start: this.#start, end: this.#end, isLast: this.#isLast };
  }

  /** How many bytes of the file were used. */
  get used(): number {
    return this.#used;
  }

  /** Goes on behind the bytes before `next`, a place in the span's bytes. */
  use(next: number): void {
    this.#used += next - this.#start;
    this.#start = next;
  }

  /** Reads more of the file behind what is there; a byte order mark in front of it is dropped. */
  async fill(): Promise<void> {
    const isFirst = this.#used === 0 && this.#end === 0;
    // As much as is there when that is much: whoever looks through it again does so seldom.
    const count = isFirst ? firstRead : Math.max(usualRead, this.#end - this.#start);
    this.#makeRoom(count);
    const { bytesRead } = await this.#file.read(this.#bytes, this.#end, count, null);
    this.#end += bytesRead;
    this.#isLast = bytesRead === 0;
    const isMarked = isFirst && this.#bytes.subarray(0, this.#end).indexOf(byteOrderMark) === 0;
    if (isMarked) this.use(byteOrderMark.length);
  }

  #makeRoom(count: number): void {
    if (this.#end + count <= this.#bytes.length) return;
    const length = this.#end - this.#start;
    const needed = length + count;
    const target =
      needed <= this.#bytes.length ? this.#bytes : Buffer.allocUnsafe(Math.max(needed, length * 2));
    this.#bytes.copy(target, 0, this.#start, this.#end);
    this.#bytes = target;
    this.#start = 0;
    this.#end = length;
  }
}
