import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { snappyUncompress } from 'hyparquet/src/snappy.js';
import { decompressLz4, decompressLz4Raw, decompressZstd } from 'hyparquet-compressors';
import { brokenParquet } from './parquet-error.ts';

/** The most bytes that the pages of one file may inflate to: 256 MiB. */
const mostBytes = 2 ** 28;

/** Counts down what one file may still inflate to, so that no small file fills the memory. */
export class InflationBudget {
  private bytesLeft = mostBytes;

  /** Throws MlflowError BAD_REQUEST when `size` bytes are too many. */
  spend(size: number): void {
    this.bytesLeft -= size;
    if (size >= 0 && this.bytesLeft >= 0) return;
    throw brokenParquet(`its pages inflate to more than ${mostBytes / 2 ** 20} MiB`);
  }
}

/**
 * The bytes of a compressed page, which the budget has admitted. Throws MlflowError BAD_REQUEST
 * when the codec is unknown or the data is not of the size that the page's header gives.
 */
export function inflatePage(input: Uint8Array, codec: string, size: number): Uint8Array {
  const page = inflate(input, codec, size);
  if (page.length === size) return page;
  throw brokenParquet(`a page inflates to ${page.length} bytes instead of ${size}`);
}

function inflate(input: Uint8Array, codec: string, size: number): Uint8Array {
  switch (codec) {
    case 'UNCOMPRESSED':
      return input;
    case 'SNAPPY': {
      const output = new Uint8Array(size);
      snappyUncompress(input, output);
      return output;
    }
    case 'GZIP':
      return size === 0 ? new Uint8Array() : gunzipSync(input, { maxOutputLength: size });
    case 'BROTLI':
      return size === 0 ? new Uint8Array() : brotliDecompressSync(input, { maxOutputLength: size });
    case 'ZSTD':
      return decompressZstd(input, new Uint8Array(size));
    case 'LZ4':
      return decompressLz4(input, size);
    case 'LZ4_RAW':
      return decompressLz4Raw(input, size);
    default:
      throw brokenParquet(
        `the codec ${codec} is not supported (snappy, gzip, zstd, brotli and lz4 are)`,
      );
  }
}
