import { untilAborted } from '../core/async/until-aborted.ts';
import type { InvocationReply } from '../core/engines/engine.ts';
import { HttpError } from './replies/http-error.ts';
import { readBody } from './requests/read-body.ts';
import { DeadlineError, watchRequest } from './requests/request-signal.ts';
import type { RouteOptions, ServerContext } from './route-options.ts';
import type { ServerLimits } from './requests/server-limits.ts';
import { replyHeaders } from './replies/reply-headers.ts';
import { errorCodeOf, toBriefReply } from './replies/to-brief-reply.ts';

/** Makes the reply to one request out of its whole body; `signal` says when to give up. */
export type Inference = (body: Uint8Array, signal: AbortSignal) => Promise<InvocationReply>;

/**
 * Answers a request that asks the model something: reads the body, waits for the model to be free
 * and writes the reply of `infer`, within the server's limits on size, time and requests that wait.
 * Every route that predicts goes through this door.
 */
export async function answerInference(
  context: ServerContext,
  options: RouteOptions,
  infer: Inference,
): Promise<void> {
  const { admission, limits, replies } = options;
  admission.check(); // before a body is taken that would then be thrown away
  const watch = watchRequest(context.req, context.res, limits.timeoutSeconds);
  const { signal } = watch;
  try {
    const body = await receiveBody(context, limits, signal);
    const answering = () => untilAborted(infer(body, signal), signal);
    const reply = await admission.run(answering, signal);
    writeReply(context, replies.errorDetail === 'brief' ? toBriefReply(reply) : reply);
  } finally {
    watch.release();
  }
}

async function receiveBody(
  context: ServerContext,
  limits: Required<ServerLimits>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  try {
    return await untilAborted(readBody(context.req, limits.bodyBytes), signal);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new HttpError(
      408,
      'DEADLINE_EXCEEDED',
      `The request body had not arrived after ${limits.timeoutSeconds} s. Send it faster, or raise the timeout.`,
    );
  }
}

function writeReply(context: ServerContext, reply: InvocationReply): void {
  const { state } = context;
  state.timings = reply.timings;
  if (reply.rowCount !== undefined) state.rowCount = reply.rowCount;
  const errorCode = errorCodeOf(reply);
  if (errorCode !== undefined) state.errorCode = errorCode;
  context.status = reply.status;
  context.set(replyHeaders(reply));
  context.body = typeof reply.body === 'string' ? reply.body : Buffer.from(reply.body);
}
