import type { Stats } from 'node:fs';
import { readStats, readText } from './read-meta.ts';

interface KnownFile<T> {
  readonly stamp: string;
  readonly value: T;
  readonly bytes: number;
}

/** What {@link UnchangedFiles} makes of texts, and how much of that it keeps. */
interface UnchangedFilesOptions<T> {
  readonly parse: (text: string, path: string) => T;
  /** Bytes of the files whose values are kept; those that were read first go first. */
  readonly mostBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What a value takes besides the text that it was made of: names, numbers, its place in a map. */
const bytesBeside = 512;

/** The coarsest clock of a file system (FAT); what is newer may change again and look the same. */
const settledMilliseconds = 2000;

/**
 * Reads small files again only after they have changed: after their place on the disk, their
 * length or one of their times has. A file that was written just now is read each time.
 */
export class UnchangedFiles<T> {
  readonly #options: UnchangedFilesOptions<T>;
  readonly #known = new Map<string, KnownFile<T>>();
  #bytes = 0;

  constructor(options: UnchangedFilesOptions<T>) {
    this.#options = options;
  }

  /** What `parse` makes of a file; undefined when it is not there. Throws what reading throws. */
  async read(path: string): Promise<T | undefined> {
    const stats = await readStats(path);
    const stamp = stats && stampOf(stats);
    const known = this.#known.get(path);
    if (known && known.stamp === stamp) return known.value;
    this.#forget(path);
    // A file that changes from here on has another stamp the next time.
    const text = stats && (await readText(path));
    if (stats === undefined || stamp === undefined || text === undefined) return undefined;
    const value = this.#options.parse(text, path);
    if (this.#isSettled(stats))
      this.#keep(path, { stamp, value, bytes: text.length + bytesBeside });
    return value;
  }

  #isSettled({ mtimeMs, ctimeMs }: Stats): boolean {
    return Math.max(mtimeMs, ctimeMs) < this.#options.now() - settledMilliseconds;
  }

  #keep(path: string, file: KnownFile<T>): void {
    this.#forget(path);
    this.#known.set(path, file);
    this.#bytes += file.bytes;
    for (const first of this.#known.keys()) {
      if (this.#bytes <= this.#options.mostBytes) return;
      this.#forget(first);
    }
  }

  #forget(path: string): void {
    this.#bytes -= this.#known.get(path)?.bytes ?? 0;
    this.#known.delete(path);
  }
}

function stampOf({ ino, size, mtimeMs, ctimeMs }: Stats): string {
  return `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
}
