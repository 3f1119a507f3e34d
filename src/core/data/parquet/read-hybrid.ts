import { brokenParquet } from './parquet-error.ts';
import { readVarint } from './read-varint.ts';

/**
 * Reads `count` integers in Parquet's hybrid of run lengths and bit packing. Never reads or writes
 * beyond what `count` asks for, whatever the runs claim.
 * Parquet format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid (RLE = 3)".
 */
export function readHybrid(bytes: Uint8Array, width: number, count: number): Int32Array {
  if (width > 32) throw brokenParquet(`a bit width of ${width} is too large`);
  const values = new Int32Array(count);
  let offset = 0;
  let seen = 0;
  while (seen < count) {
    const [header, start] = readVarint(bytes, offset);
    const isPacked = header % 2 === 1;
    const length = Math.floor(header / 2) * (isPacked ? 8 : 1);
    const size = isPacked ? Math.ceil((length * width) / 8) : Math.ceil(width / 8);
    const end = Math.min(seen + length, count);
    const needed = isPacked ? Math.ceil(((end - seen) * width) / 8) : size;
    if (length === 0 || start + needed > bytes.length) throw brokenParquet('a run is cut off');
    if (isPacked) unpack(bytes.subarray(start), width, values.subarray(seen, end));
    else values.fill(readInteger(bytes, start, size), seen, end);
    seen = end;
    offset = start + size;
  }
  return values;
}

function readInteger(bytes: Uint8Array, start: number, size: number): number {
  let value = 0;
  for (let index = 0; index < size; index += 1) {
    value |= (bytes[start + index] ?? 0) << (8 * index);
  }
  return value;
}

/** Fills `target` with integers of `width` bits, the lowest bit of the first byte first. */
function unpack(bytes: Uint8Array, width: number, target: Int32Array): void {
  let position = 0;
  for (let index = 0; index < target.length; index += 1) {
    let value = 0;
    for (let bit = 0; bit < width;) {
      const shift = position % 8;
      const taken = Math.min(8 - shift, width - bit);
      const part = ((bytes[Math.floor(position / 8)] ?? 0) >> shift) & ((1 << taken) - 1);
      value |= part << bit;
      bit += taken;
      position += taken;
    }
    target[index] = value;
  }
}
