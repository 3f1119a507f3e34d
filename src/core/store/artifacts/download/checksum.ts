import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { crc32 } from 'node:zlib';

/** What a source says that the bytes of a file add up to. */
export interface Checksum {
  readonly algorithm: 'md5' | 'sha1' | 'sha256' | 'crc32' | 'crc32c';
  /** In base 64; of a CRC its four bytes, the highest first. */
  readonly value: string;
}

/** The checksum of a file in the form of {@link Checksum}. */
export async function checksumOf(
  path: string,
  algorithm: Checksum['algorithm'],
  signal: AbortSignal,
): Promise<string> {
  const sum = startSum(algorithm);
  for await (const chunk of createReadStream(path, { signal })) {
    sum.add(chunk as Buffer); // no encoding is set on it
  }
  return sum.end();
}

interface Sum {
  add(bytes: Buffer): void;
  end(): string;
}

function startSum(algorithm: Checksum['algorithm']): Sum {
  if (algorithm !== 'crc32' && algorithm !== 'crc32c') {
    const hash = createHash(algorithm);
    return { add: (bytes) => void hash.update(bytes), end: () => hash.digest('base64') };
  }
  const step = algorithm === 'crc32' ? crc32 : crc32c;
  let value = 0;
  return {
    add: (bytes) => void (value = step(bytes, value)),
    end: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value >>> 0);
      return bytes.toString('base64');
    },
  };
}

/** CRC-32C (Castagnoli) of RFC 3720, reflected; node:zlib has only the other polynomial. */
function crc32c(bytes: Buffer, before: number): number {
  let value = ~before;
  for (const byte of bytes) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
}

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? 0x82f6_3b78 ^ (value >>> 1) : value >>> 1;
  }
  return value;
});
