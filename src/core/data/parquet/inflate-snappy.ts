import { BlockOutput, damaged, littleEndian } from './block-output.ts';

/**
 * The bytes of a Snappy block that inflates to `size` of them. Every length is checked before it is
 * followed. Throws MlflowError BAD_REQUEST for broken blocks.
 * Snappy, format_description.txt.
 */
export function inflateSnappy(input: Uint8Array, size: number): Uint8Array {
  const output = new BlockOutput(size);
  let offset = skipSize(input);
  while (offset < input.length) {
    const tag = input[offset] ?? 0;
    const upper = tag >> 2;
    offset += 1;
    switch (tag & 3) {
      case 0: {
        const extraBytes = Math.max(0, upper - 59);
        const length = (extraBytes === 0 ? upper : littleEndian(input, offset, extraBytes)) + 1;
        output.write(input, offset + extraBytes, length);
        offset += extraBytes + length;
        break;
      }
      case 1:
        output.repeat((tag >> 5) * 256 + littleEndian(input, offset, 1), (upper & 7) + 4);
        offset += 1;
        break;
      case 2:
        output.repeat(littleEndian(input, offset, 2), upper + 1);
        offset += 2;
        break;
      default:
        output.repeat(littleEndian(input, offset, 4), upper + 1);
        offset += 4;
    }
  }
  return output.finish();
}

/** The size stands in front as a varint; the page's header has told it. */
function skipSize(input: Uint8Array): number {
  const last = input.subarray(0, 5).findIndex((byte) => byte < 0x80);
  if (last < 0) throw damaged();
  return last + 1;
}
