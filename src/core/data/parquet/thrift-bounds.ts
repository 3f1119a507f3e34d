import { brokenParquet } from './parquet-error.ts';
import { readVarint } from './read-varint.ts';

/** How deep structs and lists may lie in one another; Parquet's own reach seven. */
const mostLevels = 16;
/** How many fields and elements there may be: each takes up to a hundred bytes once decoded. */
const mostValues = 2 ** 22;

/** Type codes of fields and elements. */
const types = { byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, struct: 12 };

/**
 * Walks over a struct in Thrift's compact protocol and returns where it ends. hyparquet decodes
 * such structs trusting their lengths: a negative one sends it back to bytes that it has read, for
 * ever. So nothing is handed to it that was not walked over here. Throws MlflowError BAD_REQUEST
 * for lengths beyond the bytes, for more than four million values, which would fill the memory, and
 * for what Parquet does not use.
 * Apache Thrift, thrift-compact-protocol.md.
 */
export function endOfStruct(bytes: Uint8Array, start: number): number {
  return new ThriftWalk(bytes, start).skipStruct(0);
}

class ThriftWalk {
  readonly #bytes: Uint8Array;
  #offset: number;
  #count = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#offset = start;
  }

  skipStruct(level: number): number {
    if (level > mostLevels) throw brokenParquet('its metadata is nested too deeply');
    for (let field = this.#byte(); (field & 0x0f) !== 0; field = this.#byte()) {
      if (field >> 4 === 0) this.#varint(5); // the field's number, where it is not the next but few
      const type = field & 0x0f;
      const isTruth = type === 1 || type === 2; // a boolean field is its type
      if (!isTruth) this.#skipValue(type, level);
    }
    return this.#offset;
  }

  #skipValue(type: number, level: number): void {
    this.#count += 1;
    if (this.#count > mostValues) throw brokenParquet('its metadata holds too many values');
    switch (type) {
      case 1: // the elements of a list of booleans
      case 2:
      case types.byte:
        return this.#advance(1);
      case types.i16:
      case types.i32:
        this.#varint(5);
        return undefined;
      case types.i64:
        this.#varint(10);
        return undefined;
      case types.double:
        return this.#advance(8);
      case types.binary:
        return this.#advance(this.#varint(5));
      case types.list:
        return this.#skipList(level + 1);
      case types.struct:
        this.skipStruct(level + 1);
        return undefined;
      default:
        throw brokenParquet(`its metadata holds a value of type ${type}`);
    }
  }

  #skipList(level: number): void {
    if (level > mostLevels) throw brokenParquet('its metadata is nested too deeply');
    const head = this.#byte();
    const isLong = head >> 4 === 15;
    const length = isLong ? this.#varint(5) : head >> 4;
    // Each element takes a byte at least, so a length beyond the bytes ends here and not in memory.
    if (length > this.#bytes.length - this.#offset) throw brokenParquet('its metadata is cut off');
    for (let index = 0; index < length; index += 1) this.#skipValue(head & 0x0f, level);
  }

  #varint(mostBytes: number): number {
    const [value, next] = readVarint(this.#bytes, this.#offset, mostBytes);
    this.#offset = next;
    return value;
  }

  #byte(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw brokenParquet('its metadata is cut off');
    this.#offset += 1;
    return byte;
  }

  #advance(length: number): void {
    if (length > this.#bytes.length - this.#offset) throw brokenParquet('its metadata is cut off');
    this.#offset += length;
  }
}
