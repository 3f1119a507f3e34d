import type { Readable } from 'node:stream';

/** All bytes of a body. Throws an Error when there are more than `limit`, and what the stream throws. */
export async function readBody(body: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += (chunk as Buffer).length; // no encoding is set on it
    if (length > limit) throw new Error(`it sends more than ${Math.floor(limit / 2 ** 20)} MiB`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
