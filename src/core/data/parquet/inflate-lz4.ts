import { BlockOutput, damaged, littleEndian } from './block-output.ts';

/**
 * The bytes of an LZ4 block that inflates to `size` of them. Every length is checked before it is
 * followed. Throws MlflowError BAD_REQUEST for broken blocks.
 * lz4, lz4_Block_format.md.
 */
export function inflateLz4(input: Uint8Array, size: number): Uint8Array {
  const output = new BlockOutput(size);
  for (let offset = 0; offset < input.length;) {
    const token = input[offset] ?? 0;
    const [literals, start] = readLength(input, token >> 4, offset + 1);
    output.write(input, start, literals);
    offset = start + literals;
    if (offset === input.length) break; // the last sequence has literals only
    const distance = littleEndian(input, offset, 2);
    const [length, end] = readLength(input, token & 15, offset + 2);
    output.repeat(distance, length + 4);
    offset = end;
  }
  return output.finish();
}

/**
 * As {@link inflateLz4}, for the blocks that Hadoop frames with two lengths, big-endian: inflated,
 * then compressed. What is not framed so counts as one plain block.
 * Arrow (16.1), `compression_lz4.cc`, `Lz4HadoopCodec`.
 */
export function inflateHadoopLz4(input: Uint8Array, size: number): Uint8Array {
  const frames = framesOf(input, size);
  if (!frames) return inflateLz4(input, size);
  const output = new Uint8Array(size);
  let to = 0;
  for (const frame of frames) {
    output.set(inflateLz4(frame.block, frame.size), to);
    to += frame.size;
  }
  return output;
}

interface Frame {
  readonly block: Uint8Array;
  readonly size: number;
}

function framesOf(input: Uint8Array, size: number): Frame[] | undefined {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const frames: Frame[] = [];
  let left = size;
  for (let offset = 0; offset < input.length;) {
    if (input.length - offset < 8) return undefined;
    const frameSize = view.getUint32(offset, false);
    const end = offset + 8 + view.getUint32(offset + 4, false);
    if (frameSize > left || end > input.length) return undefined;
    frames.push({ block: input.subarray(offset + 8, end), size: frameSize });
    left -= frameSize;
    offset = end;
  }
  return left === 0 ? frames : undefined;
}

/** A length of four bits, which bytes of 255 go on. Returns it and where the next thing begins. */
function readLength(input: Uint8Array, first: number, start: number): [number, number] {
  let length = first;
  let offset = start;
  for (let byte = first === 15 ? 255 : 0; byte === 255; offset += 1) {
    const next = input[offset];
    if (next === undefined) throw damaged();
    byte = next;
    length += byte;
  }
  return [length, offset];
}
