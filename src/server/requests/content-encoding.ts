import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { UnsupportedMediaTypeError } from '../../core/score/unsupported-media-type-error.ts';
import type { Decoder } from './decoder.ts';
import { createZstdDecoder } from './zstd-decoder.ts';

/** By the names of RFC 9110, section 8.4.1; `deflate` is the zlib format. */
const decoders: Readonly<Record<string, () => Decoder>> = {
  gzip: () => single(createGunzip()),
  'x-gzip': () => single(createGunzip()),
  deflate: () => single(createInflate()),
  br: () => single(createBrotliDecompress()),
  ...(createZstdDecoder && { zstd: createZstdDecoder }),
};

/** What a request may name under Content-Encoding, as the header Accept-Encoding has it. */
export const acceptedEncodings = Object.keys(decoders)
  .filter((name) => name !== 'x-gzip')
  .join(', ');

/** The Content-Encoding is not one that is undone here; the answer tells which ones are. */
export class UnsupportedEncodingError extends UnsupportedMediaTypeError {}

/**
 * What undoes a Content-Encoding; undefined where there is nothing to undo. It inflates piece by
 * piece, as fast as it is read. Throws UnsupportedEncodingError for any other one, several at once
 * included, and for zstd on a Node that has no decoder.
 */
export function createDecoder(contentEncoding: string | undefined): Decoder | undefined {
  const name = (contentEncoding ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity') return undefined;
  const create = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
  if (create) return create();
  const reason = name === 'zstd' ? 'needs Node.js 22.15 or later here' : 'is not supported';
  throw new UnsupportedEncodingError(
    `The Content-Encoding "${name.slice(0, 80)}" ${reason}; ` +
      `send the body uncompressed, or by one of ${acceptedEncodings}.`,
  );
}

function single(stream: Transform): Decoder {
  return { input: stream, output: stream };
}
