import type { InvocationReply, InvocationTimings } from '../core/engines/engine.ts';
import { readBody } from './read-body.ts';
import { untilAborted, watchRequest } from './request-signal.ts';
import type { RouteOptions, ServerContext } from './route-options.ts';

/** Makes the reply to one request out of its whole body; `signal` says when to give up. */
export type Inference = (body: Uint8Array, signal: AbortSignal) => Promise<InvocationReply>;

/**
 * Answers a request that asks the model something: reads the body and writes the reply of `infer`,
 * within the server's limits on size and time. Every route that predicts goes through this door.
 */
export async function answerInference(
  context: ServerContext,
  options: RouteOptions,
  infer: Inference,
): Promise<void> {
  const watch = watchRequest(context.req, context.res, options.timeoutSeconds);
  try {
    const body = await untilAborted(readBody(context.req, options.bodyLimit), watch.signal);
    writeReply(context, await untilAborted(infer(body, watch.signal), watch.signal));
  } finally {
    watch.release();
  }
}

function writeReply(context: ServerContext, reply: InvocationReply): void {
  context.state.timings = reply.timings;
  context.status = reply.status;
  context.set('Content-Type', reply.contentType);
  context.set('Server-Timing', toServerTiming(reply.timings));
  context.body = typeof reply.body === 'string' ? reply.body : Buffer.from(reply.body);
}

function toServerTiming(timings: InvocationTimings): string {
  const { parse, enforce, predict, encode } = timings;
  return Object.entries({ parse, enforce, predict, encode })
    .map(([name, milliseconds]) => `${name};dur=${milliseconds.toFixed(3)}`)
    .join(', ');
}
