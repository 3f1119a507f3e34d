import type { Readable } from 'node:stream';

/** A body goes on beyond what its reader takes. */
export class BodyTooLongError extends Error {
  /** In bytes. */
  readonly limit: number;

  constructor(limit: number) {
    super(`it sends more than ${Math.floor(limit / 2 ** 20)} MiB`);
    this.limit = limit;
  }
}

/** All bytes of a body. Throws {@link BodyTooLongError} for more than `limit`, and what the stream throws. */
export async function readBody(body: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += (chunk as Buffer).length; // no encoding is set on it
    if (length > limit) throw new BodyTooLongError(limit);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
