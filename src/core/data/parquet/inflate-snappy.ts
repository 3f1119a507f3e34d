import { BlockOutput, littleEndian } from './block-output.ts';
import { readVarint } from './read-varint.ts';

/**
 * The bytes of a Snappy block that inflates to `size` of them. Every length is checked before it is
 * followed. Throws MlflowError BAD_REQUEST for broken blocks.
 * Snappy, format_description.txt.
 */
export function inflateSnappy(input: Uint8Array, size: number): Uint8Array {
  const output = new BlockOutput(size);
  // The size stands in front; the page's header has told it.
  let [, offset] = readVarint(input, 0);
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
