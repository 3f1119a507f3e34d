import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import getRawBody from 'raw-body';
import { UnsupportedMediaTypeError } from '../core/score/unsupported-media-type-error.ts';
import { HttpError } from './http-error.ts';

const lingerMilliseconds = 2000;

/**
 * The whole body of a request. Throws HttpError 413 above `limit` bytes and 400 when the client
 * broke off, and UnsupportedMediaTypeError for a compressed body.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new UnsupportedMediaTypeError(
      `The Content-Encoding "${encoding}" is not supported; send the body uncompressed.`,
    );
  }
  const length = request.headers['content-length'];
  try {
    return await getRawBody(request, { limit, ...(length !== undefined && { length }) });
  } catch (error) {
    throw await toHttpError(error, request, limit);
  }
}

async function toHttpError(error: unknown, request: IncomingMessage, limit: number) {
  if (!isRawBodyError(error)) return error;
  if (error.type === 'entity.too.large') {
    await discardRest(request);
    return new HttpError(
      413,
      'BAD_REQUEST',
      `The request body is larger than the limit of ${limit} bytes. Send fewer rows at a time, or raise the limit.`,
    );
  }
  return new HttpError(
    400,
    'BAD_REQUEST',
    `The request body could not be read: ${error.message}. Send as many bytes as Content-Length says.`,
  );
}

/** A client that is still sending would see a reset instead of the answer, so let it finish. */
async function discardRest(request: IncomingMessage): Promise<void> {
  const timer = new AbortController();
  const ended = new Promise<void>((resolve) => {
    request.once('end', resolve).once('close', resolve);
  });
  request.resume();
  await Promise.race([ended, delay(lingerMilliseconds, undefined, timer).catch(() => {})]);
  timer.abort();
}

function isRawBodyError(error: unknown): error is getRawBody.RawBodyError {
  return error instanceof Error && 'type' in error && typeof error.type === 'string';
}
