import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { UnsupportedMediaTypeError } from '../../core/score/unsupported-media-type-error.ts';

/** By the names of RFC 9110, section 8.4.1; `deflate` is the zlib format. */
const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** What a request may name under Content-Encoding, as the header Accept-Encoding has it. */
export const acceptedEncodings = 'gzip, deflate, br';

/** The Content-Encoding is not one that is undone here; the answer tells which ones are. */
export class UnsupportedEncodingError extends UnsupportedMediaTypeError {}

/**
 * The stream that undoes a Content-Encoding; undefined where there is nothing to undo. It inflates
 * piece by piece, as fast as it is read. Throws UnsupportedEncodingError for any other one, several at
 * once included.
 */
export function createDecoder(contentEncoding: string | undefined): Transform | undefined {
  const name = (contentEncoding ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity') return undefined;
  const create = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
  if (create) return create();
  throw new UnsupportedEncodingError(
    `The Content-Encoding "${name.slice(0, 80)}" is not supported; ` +
      `send the body uncompressed, or by one of ${acceptedEncodings}.`,
  );
}
