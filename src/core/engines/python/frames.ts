/**
 * The worker's pipe format: the header's length and the body's length (two unsigned 32-bit
 * integers, big-endian), the header as JSON, the body's bytes. worker.py is the other end.
 */
export interface Frame {
  readonly header: unknown;
  readonly body: Uint8Array;
}

const prefixBytes = 8;
/** Headers hold a few fields and at most a traceback: a longer one is no header. */
const maximumHeaderBytes = 16 * 1024 * 1024;

/** The bytes of one frame, as parts that can be written one after the other without a copy. */
export function encodeFrame(header: object, body: Uint8Array): readonly Uint8Array[] {
  const headerBytes = Buffer.from(JSON.stringify(header), 'utf8');
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32BE(headerBytes.length, 0);
  prefix.writeUInt32BE(body.length, 4);
  return [Buffer.concat([prefix, headerBytes]), body];
}

/** Cuts a stream of chunks into frames; a frame may arrive in any number of chunks. */
export class FrameReader {
  #chunks: Uint8Array[] = [];
  #length = 0;
  #awaited = prefixBytes;

  /** Takes the next chunk and returns the frames that it completes. Throws when it is no frame. */
  push(chunk: Uint8Array): Frame[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const frames: Frame[] = [];
    // Joining only when a whole frame is there keeps large replies linear in their size.
    while (this.#length >= this.#awaited) {
      const bytes = Buffer.concat(this.#chunks);
      const headerLength = bytes.readUInt32BE(0);
      if (headerLength > maximumHeaderBytes) throw new Error(`a header of ${headerLength} bytes`);
      const bodyStart = prefixBytes + headerLength;
      const end = bodyStart + bytes.readUInt32BE(4);
      this.#chunks = [bytes];
      if (bytes.length < end) {
        this.#awaited = end;
        break;
      }
      const header: unknown = JSON.parse(bytes.toString('utf8', prefixBytes, bodyStart));
      frames.push({ header, body: bytes.subarray(bodyStart, end) });
      this.#chunks = [bytes.subarray(end)];
      this.#length = bytes.length - end;
      this.#awaited = prefixBytes;
    }
    return frames;
  }
}
