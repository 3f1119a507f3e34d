import type { ParameterizedContext } from 'koa';
import { discardRest } from '../requests/discard-rest.ts';
import { type ErrorReplyOptions, toErrorReply } from './error-reply.ts';
import { toOpenInferenceError } from '../open-inference/to-open-inference-error.ts';
import { ClientGoneError } from '../requests/request-signal.ts';
import type { RequestState, Step } from '../requests/request-state.ts';

/** The one door for errors: whatever was thrown is answered in MLflow's JSON. */
export function answerErrors(options: ErrorReplyOptions): Step {
  return async (context, next) => {
    try {
      await next();
    } catch (error) {
      if (error instanceof ClientGoneError) {
        context.state.isAbandoned = true;
        return;
      }
      writeError(context, error, options);
      // A client that was too slow has had its time.
      if (context.status !== 408) await discardRest(context.req);
    }
  };
}

function writeError(
  context: ParameterizedContext<RequestState>,
  error: unknown,
  options: ErrorReplyOptions,
): void {
  const reply = toOpenInferenceError(context.path, toErrorReply(error, options));
  context.status = reply.status;
  context.set({ ...reply.headers, 'Content-Type': reply.contentType });
  context.body = reply.body;
  context.state.errorCode = reply.code;
  context.state.complaint = reply.complaint;
  // What is left of a body that was not read to its end must not pass for the next request.
  if (!context.req.complete) context.set('Connection', 'close');
}
