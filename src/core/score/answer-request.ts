import type { Prediction } from '../data/model-input.ts';
import type { Engine, InvocationReply } from '../engines/engine.ts';
import { countRows } from './count-rows.ts';
import { type ReadRequest, readRequest } from './read-request.ts';
import type { RequestBody } from './request-body.ts';
import { writeReply } from './write-reply.ts';

/** Bodies from this size on take longer to read than the way to another thread. */
const largeBodyBytes = 256 * 1024;

/**
 * Answers one request of either protocol: parse, enforce the signature, predict, encode. Large
 * bodies, and Parquet, are left to the threads of an engine that has some. Throws MlflowError for
 * the caller's mistakes.
 */
export async function answerRequest(
  request: RequestBody,
  engine: Engine,
  signal: AbortSignal,
): Promise<InvocationReply> {
  if (engine.invokeElsewhere && (isRisky(request) || request.body.length >= largeBodyBytes)) {
    return engine.invokeElsewhere(request, signal);
  }
  const read = await readRequest(request);
  const start = performance.now();
  const prediction = await engine.predict(read.input, read.params, signal);
  return toReply(read, { prediction, start, end: performance.now() });
}

/** A thread can be ended where a hostile file asks for endless work; the calling one cannot. */
function isRisky(request: RequestBody): boolean {
  return request.protocol === 'mlflow' && request.mediaType === 'application/vnd.apache.parquet';
}

/** The reply to a request that was read, with what was predicted and when (in milliseconds). */
export function toReply(
  { input, replyForm, timings }: ReadRequest,
  predicted: { readonly prediction: Prediction; readonly start: number; readonly end: number },
): InvocationReply {
  const { prediction, start, end } = predicted;
  const body = writeReply(prediction, replyForm);
  const { parse, enforce } = timings;
  const reply = {
    status: 200,
    contentType: 'application/json',
    body,
    timings: { parse, enforce, predict: end - start, encode: performance.now() - end },
  };
  const rowCount = countRows(input);
  return rowCount === undefined ? reply : { ...reply, rowCount };
}
