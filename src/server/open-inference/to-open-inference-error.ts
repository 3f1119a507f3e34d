import type { ErrorReply } from '../replies/error-reply.ts';

/**
 * An error reply in the shape that belongs to the path: below /v2 that is `{"error": "…"}`, as the
 * Open Inference Protocol has it; elsewhere it stays MLflow's.
 */
export function toOpenInferenceError(path: string, reply: ErrorReply): ErrorReply {
  if (path !== '/v2' && !path.startsWith('/v2/')) return reply;
  const body = JSON.stringify({ error: messageOf(reply) });
  return { ...reply, contentType: 'application/json', body };
}

/** MLflow's shape is JSON but for a Content-Type that is not supported. */
function messageOf({ contentType, body }: ErrorReply): string {
  if (contentType !== 'application/json') return body;
  const { message } = JSON.parse(body) as { message: string }; // toErrorReply wrote it
  return message;
}
