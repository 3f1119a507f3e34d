import { FormatError } from './format-error.ts';

/*
 * Protocol Buffers' wire format: fields one after the other, each with a key (its number and how it
 * is written) and its value. https://protobuf.dev/programming-guides/encoding/
 */
const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** One field of a message. */
export interface ProtobufField {
  readonly number: number;
  /** Of varints the value; cut to 64 bits. */
  readonly varint: bigint;
  /** Of texts, bytes, messages, packed lists and fixed numbers: their bytes. */
  readonly bytes: Uint8Array;
  /** The whole field with its key, to be copied. */
  readonly raw: Uint8Array;
  /** Where the value stands in the file. */
  readonly offset: number;
}

const noBytes = new Uint8Array();

/** The fields of a message; `offset` is where it stands in its file. */
export function readFields(message: Uint8Array, offset = 0): ProtobufField[] {
  const fields: ProtobufField[] = [];
  let at = 0;
  const fail = (reason: string): FormatError => new FormatError(reason, offset + at);
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at];
      if (byte === undefined) throw fail('the message ends within a number');
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw fail('a number has more than ten bytes');
  };
  const take = (length: number): Uint8Array => {
    if (at + length > message.length)
      throw fail(`${length} bytes go beyond the end of the message`);
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const start = at;
    const key = Number(readVarint());
    const number = Math.floor(key / 8);
    if (number === 0 || key > 2 ** 32) throw fail(`the field number ${number} cannot be`);
    const wireType = key % 8;
    let varint = 0n;
    let bytes: Uint8Array = noBytes;
    if (wireType === wireTypes.varint) varint = readVarint();
    else if (wireType === wireTypes.fixed64) bytes = take(8);
    else if (wireType === wireTypes.fixed32) bytes = take(4);
    else if (wireType === wireTypes.bytes) bytes = take(Number(readVarint()));
    else throw fail(`the field ${number} is written in the way ${wireType}, which is not known`);
    const valueOffset = offset + at - bytes.length;
    fields.push({ number, varint, bytes, raw: message.subarray(start, at), offset: valueOffset });
  }
  return fields;
}

/** A field with bytes: a text, or a message of {@link joinBytes}. */
export function bytesField(number: number, value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return joinBytes([writeVarint(number * 8 + wireTypes.bytes), writeVarint(bytes.length), bytes]);
}

/** A field with a number of at most 2^53. */
export function varintField(number: number, value: number): Uint8Array {
  return joinBytes([writeVarint(number * 8 + wireTypes.varint), writeVarint(value)]);
}

/** Bytes behind one another. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function writeVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Uint8Array.from([...bytes, rest]);
}
