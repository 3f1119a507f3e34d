import { readErrorBody } from '../../core/error-body.ts';
import type { InvocationReply } from '../../core/engines/engine.ts';

/** MLflow's code in an error that an engine answered with by itself; undefined in anything else. */
export function errorCodeOf(reply: InvocationReply): string | undefined {
  return reply.status < 400 ? undefined : readErrorBody(reply.body)?.error_code;
}

/**
 * An engine's own error without its message and traceback, which may quote the request: MLflow's
 * "Failed to predict data" does so with all of it. Other replies stay as they are.
 */
export function toBriefReply(reply: InvocationReply): InvocationReply {
  // Nothing but the media types is in a 415.
  if (reply.status < 400 || reply.status === 415) return reply;
  const { error_code, sqlstate, error_class } = readErrorBody(reply.body) ?? {
    error_code: 'BAD_REQUEST',
  };
  const message =
    'The model or MLflow refused the request. Their message may show its data, so it is left out; ' +
    'a server with detailed errors gives it.';
  return {
    ...reply,
    contentType: 'application/json',
    body: JSON.stringify({ error_code, sqlstate, error_class, message }),
  };
}
