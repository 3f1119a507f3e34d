import type { IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';
import { messageOf } from '../../core/errors.ts';
import { createDecoder } from './content-encoding.ts';
import type { Decoder } from './decoder.ts';
import { zstdReason } from './zstd-decoder.ts';
import { HttpError } from '../replies/http-error.ts';

/**
 * The whole body of a request, decompressed. Throws HttpError 413 as soon as it is more than
 * `limit` bytes, sent or inflated, 400 when the client broke off or the compressed bytes are
 * broken, and UnsupportedMediaTypeError for an unknown Content-Encoding.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const decoder = createDecoder(request.headers['content-encoding']);
  const length = request.headers['content-length'];
  try {
    if (decoder) {
      if (Number(length ?? 0) > limit) throw tooLarge(limit);
      return await inflate(request, decoder, limit);
    }
    return await getRawBody(request, { limit, ...(length !== undefined && { length }) });
  } catch (error) {
    throw isRawBodyError(error) ? toHttpError(error, limit) : error;
  }
}

/** Stops reading at the limit, so that a small body which inflates to gigabytes never does. */
async function inflate(request: IncomingMessage, { input, output }: Decoder, limit: number) {
  const onClose = () => {
    if (!request.complete) output.destroy(new Error('the client broke off'));
  };
  request.once('close', onClose).pipe(input);
  try {
    return await getRawBody(output, { limit });
  } catch (error) {
    throw isRawBodyError(error) ? error : badEncoding(error);
  } finally {
    request.removeListener('close', onClose).unpipe(input);
    input.destroy();
    output.destroy();
  }
}

function toHttpError(error: getRawBody.RawBodyError, limit: number): HttpError {
  if (error.type === 'entity.too.large') return tooLarge(limit);
  return new HttpError(
    400,
    'BAD_REQUEST',
    `The request body could not be read: ${error.message}. Send as many bytes as Content-Length says.`,
  );
}

function tooLarge(limit: number): HttpError {
  return new HttpError(
    413,
    'BAD_REQUEST',
    `The request body is larger than the limit of ${limit} bytes, which counts it uncompressed. ` +
      'Send fewer rows at a time, or raise the limit.',
  );
}

function badEncoding(cause: unknown): HttpError {
  return new HttpError(
    400,
    'BAD_REQUEST',
    `The request body is not what its Content-Encoding says: ${zstdReason(cause) ?? messageOf(cause)}. ` +
      'Send the whole compressed body, or no Content-Encoding.',
  );
}

function isRawBodyError(error: unknown): error is getRawBody.RawBodyError {
  return error instanceof Error && 'type' in error && typeof error.type === 'string';
}
