import * as zlib from 'node:zlib';
import { decompress as decompressZstd } from 'fzstd';
import { inflateHadoopLz4, inflateLz4 } from './inflate-lz4.ts';
import { inflateSnappy } from './inflate-snappy.ts';
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
    case 'SNAPPY':
      return inflateSnappy(input, size);
    case 'GZIP':
      return size === 0 ? new Uint8Array() : zlib.gunzipSync(input, { maxOutputLength: size });
    case 'BROTLI':
      return size === 0
        ? new Uint8Array()
        : zlib.brotliDecompressSync(input, { maxOutputLength: size });
    case 'ZSTD':
      return inflateZstd(input, size);
    case 'LZ4':
      return inflateHadoopLz4(input, size);
    case 'LZ4_RAW':
      return inflateLz4(input, size);
    default:
      throw brokenParquet(
        `the codec ${codec} is not supported (snappy, gzip, zstd, brotli and lz4 are)`,
      );
  }
}

type Inflate = (input: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/**
 * By Node's own zstd where it has one (22.15 and later), which stops at `size`. The library for
 * older ones does not bound the work that a hostile block asks for; the time limit of the request
 * does.
 */
function inflateZstd(input: Uint8Array, size: number): Uint8Array {
  if (size === 0) return new Uint8Array();
  // What the types of the oldest Node do not name.
  const native = (zlib as { readonly zstdDecompressSync?: Inflate }).zstdDecompressSync;
  return native?.(input, { maxOutputLength: size }) ?? decompressZstd(input, new Uint8Array(size));
}
