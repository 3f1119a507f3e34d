import type { Transform } from 'node:stream';

/** What undoes a Content-Encoding: compressed bytes go into `input`, and come out of `output`. */
export interface Decoder {
  readonly input: Transform;
  /** The same stream, or one that `input` flows into and whose errors it hands on. */
  readonly output: Transform;
}
