import { Transform, type TransformCallback } from 'node:stream';

const dataMagic = 0xfd2fb528;
/** Any of sixteen: the last digit is for whoever wrote the frame. */
const skippableMagic = 0x184d2a50;
const magicBytes = 4;
const skippedSizeBytes = 4;
const blockHeaderBytes = 3;
const checksumBytes = 4;
const dictionaryIdBytes: readonly number[] = [0, 1, 2, 4];
const contentSizeBytes: readonly number[] = [0, 2, 4, 8];

/** Each frame costs the decoder some 50 µs, however small; parallel compressors write a few dozen. */
const mostFrames = 1000;

type Part =
  | 'magic'
  | 'skipped size'
  | 'skipped'
  | 'descriptor'
  | 'header'
  | 'block header'
  | 'block'
  | 'last block'
  | 'checksum';

/** Parts that say what follows; the others are passed over. */
const telling: ReadonlySet<Part> = new Set(['magic', 'skipped size', 'descriptor', 'block header']);

/**
 * Passes Zstandard bytes on as they are, no two frames in one piece, and fails where they end within
 * a frame or hold no frame at all. Node's decoder (22 and 24) passes over what follows a frame in
 * the same piece, and Node 22 takes half a frame for the whole. At most 1,000 frames.
 *
 * Layout (RFC 8878, section 3.1): frames one after another, each with a magic number. A frame of
 * data has a descriptor (a byte, says how long the header is), a header (window, dictionary id,
 * content size), blocks (a header of 3 bytes: last, type, size) and perhaps a checksum. A skippable
 * frame has its size and so many bytes.
 */
export class ZstdFrameCheck extends Transform {
  #part: Part = 'magic';
  /** Bytes of the part that are still to come. */
  #missing = magicBytes;
  /** The part's bytes so far, little-endian, of parts that tell something. */
  #value = 0;
  /** How many bytes are in it. */
  #valueBytes = 0;
  #hasChecksum = false;
  #frames = 0;

  constructor() {
    super({ readableObjectMode: true }); // bytes that wait would else be joined
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#passOn(chunk);
      done();
    } catch (error) {
      done(error as Error); // nothing else is thrown here
    }
  }

  override _flush(done: TransformCallback): void {
    const isWhole = this.#frames > 0 && this.#part === 'magic' && this.#valueBytes === 0;
    done(isWhole ? null : new Error('it ends before its Zstandard frame does'));
  }

  #passOn(chunk: Buffer): void {
    let start = 0;
    let at = 0;
    while (at < chunk.length) {
      const end = Math.min(chunk.length, at + this.#missing);
      if (telling.has(this.#part)) this.#take(chunk.subarray(at, end));
      this.#missing -= end - at;
      at = end;
      if (this.#missing === 0 && this.#endsFrame()) {
        this.push(chunk.subarray(start, at));
        start = at;
      }
    }
    if (start < at) this.push(chunk.subarray(start));
  }

  #take(bytes: Buffer): void {
    for (const byte of bytes) {
      this.#value += byte * 2 ** (8 * this.#valueBytes);
      this.#valueBytes += 1;
    }
  }

  /** Enters what follows a part that is complete; true where that is another frame. */
  #endsFrame(): boolean {
    const before = this.#frames;
    while (this.#missing === 0) this.#enterNext();
    return this.#frames > before;
  }

  #enterNext(): void {
    switch (this.#part) {
      case 'magic':
        return this.#enterFrame(this.#value);
      case 'skipped size':
        return this.#enter('skipped', this.#value);
      case 'descriptor':
        return this.#enterHeader(this.#value);
      case 'header':
      case 'block':
        return this.#enter('block header', blockHeaderBytes);
      case 'block header':
        return this.#enterBlock(this.#value);
      case 'last block':
        return this.#enter('checksum', this.#hasChecksum ? checksumBytes : 0);
      case 'checksum':
      case 'skipped':
        this.#frames += 1;
        return this.#enter('magic', magicBytes);
    }
  }

  #enter(part: Part, length: number): void {
    this.#part = part;
    this.#missing = length;
    this.#value = 0;
    this.#valueBytes = 0;
  }

  #enterFrame(magic: number): void {
    if (this.#frames === mostFrames) {
      throw new Error(`it has more than ${mostFrames} Zstandard frames`);
    }
    if (magic === dataMagic) return this.#enter('descriptor', 1);
    if (magic - (magic % 16) === skippableMagic) {
      return this.#enter('skipped size', skippedSizeBytes);
    }
    const place =
      this.#frames === 0 ? 'it does not begin with' : 'after a frame comes something but';
    throw new Error(`${place} a Zstandard frame`);
  }

  #enterHeader(descriptor: number): void {
    this.#hasChecksum = (descriptor & 0x04) !== 0;
    const isSingleSegment = (descriptor & 0x20) !== 0; // then the content size takes the window's place
    const size = contentSizeBytes[descriptor >> 6] ?? 0;
    const dictionary = dictionaryIdBytes[descriptor & 0x03] ?? 0;
    this.#enter('header', dictionary + (isSingleSegment ? Math.max(size, 1) : 1 + size));
  }

  #enterBlock(header: number): void {
    const type = (header >> 1) & 0x03;
    if (type === 3) throw new Error('its Zstandard frame has a block of an unknown type');
    const isRepeated = type === 1; // one byte, as often as the size says
    this.#enter((header & 1) === 1 ? 'last block' : 'block', isRepeated ? 1 : header >> 3);
  }
}
