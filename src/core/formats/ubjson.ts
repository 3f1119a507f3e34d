import { FormatError } from './format-error.ts';

/**
 * A UBJSON value as plain data. Objects have no prototype, so that no key means anything special;
 * arrays with one type for all items are typed arrays.
 */
export type UbjsonValue =
  | null
  | boolean
  | number
  | string
  | Int8Array
  | Uint8Array
  | Int32Array
  | Float32Array
  | Float64Array
  | UbjsonValue[]
  | { [key: string]: UbjsonValue };

const maximumDepth = 64;
/** Items and keys together: more than any model, fewer than the memory holds. */
const maximumValues = 50_000_000;
const text = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads one UBJSON value (draft 12, ubjson.org): every value is a marker byte and its payload,
 * numbers are big-endian; `[$` type `#` count begins an array whose items have no markers. Throws
 * FormatError with the offset of the first byte that does not follow.
 */
export function readUbjson(bytes: Uint8Array): UbjsonValue {
  const reader = new UbjsonReader(bytes);
  const value = reader.readValue(reader.readMarker(), 0);
  return value;
}

/** A place in the bytes that moves on as values are read. */
class UbjsonReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private offset = 0;
  private valueCount = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next marker; no-op markers mean nothing. */
  readMarker(): string {
    for (;;) {
      const marker = String.fromCharCode(this.view.getUint8(this.take(1)));
      if (marker !== 'N') return marker;
    }
  }

  readValue(marker: string, depth: number): UbjsonValue {
    this.valueCount += 1;
    if (depth > maximumDepth) throw this.fail(`values are nested more than ${maximumDepth} deep`);
    if (this.valueCount > maximumValues)
      throw this.fail(`there are more than ${maximumValues} values`);
    switch (marker) {
      case 'Z':
        return null;
      case 'T':
        return true;
      case 'F':
        return false;
      case 'S':
        return this.readText();
      case 'C':
        return String.fromCharCode(this.view.getUint8(this.take(1)));
      case '[':
        return this.readArray(depth);
      case '{':
        return this.readObject(depth);
      default:
        return this.readNumber(marker);
    }
  }

  private readNumber(marker: string): number {
    switch (marker) {
      case 'i':
        return this.view.getInt8(this.take(1));
      case 'U':
        return this.view.getUint8(this.take(1));
      case 'I':
        return this.view.getInt16(this.take(2));
      case 'l':
        return this.view.getInt32(this.take(4));
      case 'L':
        return this.exactInteger(this.view.getBigInt64(this.take(8)));
      case 'd':
        return this.view.getFloat32(this.take(4));
      case 'D':
        return this.view.getFloat64(this.take(8));
      default:
        this.offset -= 1;
        throw this.fail(`a marker ${JSON.stringify(marker)} stands where a value is expected`);
    }
  }

  private exactInteger(value: bigint): number {
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
    throw this.fail(`the integer ${value} is too large`);
  }

  private readText(): string {
    const length = this.readCount(1);
    const start = this.take(length);
    try {
      return text.decode(this.bytes.subarray(start, start + length));
    } catch {
      this.offset = start;
      throw this.fail('a text is not UTF-8');
    }
  }

  private readArray(depth: number): UbjsonValue {
    const head = this.readHead();
    if (head.type !== undefined) return this.readTypedArray(head.type);
    const items: UbjsonValue[] = [];
    if (head.isCounted) {
      // Every item takes at least its marker, so a count beyond the end is found before memory goes.
      const count = this.readCount(1);
      for (let at = 0; at < count; at += 1)
        items.push(this.readValue(this.readMarker(), depth + 1));
      return items;
    }
    for (let marker = this.readMarker(); marker !== ']'; marker = this.readMarker()) {
      items.push(this.readValue(marker, depth + 1));
    }
    return items;
  }

  private readObject(depth: number): UbjsonValue {
    const head = this.readHead();
    if (head.type !== undefined) throw this.fail('an object of one type is not read');
    const object: { [key: string]: UbjsonValue } = Object.create(null);
    let left = head.isCounted ? this.readCount(2) : Infinity;
    for (; left > 0; left -= 1) {
      if (!head.isCounted && this.peek() === '}') {
        this.offset += 1;
        return object;
      }
      const key = this.readText();
      object[key] = this.readValue(this.readMarker(), depth + 1);
    }
    return object;
  }

  /** `$` and the type of all items, `#` before their count: each may be there. */
  private readHead(): { readonly type?: string; readonly isCounted: boolean } {
    let type: string | undefined;
    if (this.peek() === '$') {
      this.offset += 1;
      type = this.readMarker();
    }
    const isCounted = this.peek() === '#';
    if (isCounted) this.offset += 1;
    if (type !== undefined && !isCounted) throw this.fail('a typed array has no count');
    return { ...(type !== undefined && { type }), isCounted };
  }

  private readTypedArray(type: string): UbjsonValue {
    const { view } = this;
    switch (type) {
      case 'i':
        return this.fill(
          (count) => new Int8Array(count),
          1,
          (at) => view.getInt8(at),
        );
      case 'U':
        return this.fill(
          (count) => new Uint8Array(count),
          1,
          (at) => view.getUint8(at),
        );
      case 'I':
        return this.fill(
          (count) => new Int32Array(count),
          2,
          (at) => view.getInt16(at),
        );
      case 'l':
        return this.fill(
          (count) => new Int32Array(count),
          4,
          (at) => view.getInt32(at),
        );
      case 'L':
        return this.fill(
          (count) => new Float64Array(count),
          8,
          (at) => this.exactInteger(view.getBigInt64(at)),
        );
      case 'd':
        return this.fill(
          (count) => new Float32Array(count),
          4,
          (at) => view.getFloat32(at),
        );
      case 'D':
        return this.fill(
          (count) => new Float64Array(count),
          8,
          (at) => view.getFloat64(at),
        );
      default:
        throw this.fail(`a typed array of ${JSON.stringify(type)} is not read`);
    }
  }

  // eslint-disable-next-line max-params -- one call for each type of number
  private fill<A extends { [at: number]: number; readonly length: number }>(
    make: (count: number) => A,
    itemSize: number,
    read: (at: number) => number,
  ): A {
    const count = this.readCount(itemSize);
    const start = this.take(count * itemSize);
    const values = make(count);
    for (let at = 0; at < count; at += 1) values[at] = read(start + at * itemSize);
    return values;
  }

  /** A length whose items, of at least `itemSize` bytes, fit into what is left. */
  private readCount(itemSize: number): number {
    const marker = this.readMarker();
    const count = 'iUIlL'.includes(marker) ? this.readNumber(marker) : -1;
    if (count < 0) throw this.fail('a length is not a number of zero or more');
    if (count * itemSize > this.bytes.length - this.offset) {
      throw this.fail(`a length of ${count} goes beyond the end`);
    }
    return count;
  }

  private peek(): string {
    const byte = this.bytes[this.offset];
    return byte === undefined ? '' : String.fromCharCode(byte);
  }

  /** Moves on by `length` bytes and says where they begin. */
  private take(length: number): number {
    const start = this.offset;
    if (start + length > this.bytes.length) throw this.fail('the data ends early');
    this.offset = start + length;
    return start;
  }

  private fail(reason: string): FormatError {
    return new FormatError(reason, this.offset);
  }
}
