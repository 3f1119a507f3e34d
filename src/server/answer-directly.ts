import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvocationReply } from '../core/engines/engine.ts';
import { scoreNow } from '../core/score/score.ts';
import type { AppOptions } from './create-app.ts';
import { replyHeaders } from './replies/reply-headers.ts';
import { reportRequest } from './requests/report-request.ts';
import { requestIdOf } from './requests/request-id.ts';

/** Larger bodies take so long that the application's own time is nothing beside it. */
const largestBody = 8 * 1024;

const route = '/invocations';

/** Answers a request, or leaves it as it came for the application and returns false. */
export type DirectAnswer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Whether a request may be one for {@link directAnswer}, by what is known before its body. */
export function maybeDirect({ method, url }: IncomingMessage): boolean {
  return method === 'POST' && url !== undefined && url.endsWith(route);
}

/**
 * The short way of small `POST /invocations` that the engine can answer at once: for one row the
 * application's steps and routes take several times as long as the model. It takes a request whose
 * whole body is there and answers with 200 as the application would. All else is left to the
 * application: what is wrong, encoded, large or has to wait, a server with a token or origins.
 */
export function directAnswer(options: AppOptions): DirectAnswer {
  const { access, admission, engine, isKnownHost, limits, model, replies } = options;
  if (access.token !== undefined || (access.allowedOrigins ?? []).length > 0) return () => false;
  const path = options.pathPrefix + route;
  const bodyLimit = Math.min(largestBody, limits.bodyBytes);
  const { nanLiterals } = replies;
  const scoring = { mlmodel: model.mlmodel, engine };
  return (request, response) => {
    const { headers, readableLength: length } = request;
    if (request.url !== path || length === 0 || length > bodyLimit) return false;
    if (headers['content-length'] !== String(length)) return false; // more is to come
    if (headers['content-encoding'] !== undefined || !isKnownHost(headers.host)) return false;
    if (!admission.hasRoom || response.destroyed) return false;
    const start = performance.now();
    const body = request.read() as Buffer; // no encoding is set, and there are bytes
    const contentType = headers['content-type'] ?? '';
    const reply = attempt(() => scoreNow({ body, contentType, nanLiterals }, scoring));
    if (!reply) {
      request.unshift(body);
      return false;
    }
    const requestId = requestIdOf(String(headers['x-request-id'] ?? ''));
    writeReply(response, reply, requestId);
    const { status, timings, rowCount } = reply;
    const milliseconds = performance.now() - start;
    const answered = { requestId, method: 'POST', path, route, status, timings, rowCount };
    reportRequest({ ...answered, milliseconds }, options);
    return true;
  };
}

/** Errors are the application's to tell; it comes upon them again. */
function attempt(work: () => InvocationReply | undefined): InvocationReply | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function writeReply(response: ServerResponse, reply: InvocationReply, requestId: string): void {
  const { body, status } = reply;
  response.writeHead(status, {
    'X-Request-Id': requestId,
    ...replyHeaders(reply),
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}
