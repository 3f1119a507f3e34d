/** One string of a source text, without its quotes; offsets count UTF-16 units. */
export interface SourceString {
  readonly start: number;
  readonly end: number;
  /** As it is written, escapes and all. */
  readonly text: string;
  /** False for what is put together while the program runs, and for a key, which is no value. */
  readonly isWhole: boolean;
  /** The key that it is the value of, in data formats. */
  readonly key?: string;
}
