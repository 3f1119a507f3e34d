import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvocationReply } from '../core/engines/engine.ts';
import { scoreNow } from '../core/score/score.ts';
import { isAllowedHost } from './access/is-allowed-host.ts';
import { parsePathPrefix } from './access/path-prefix.ts';
import type { AppOptions } from './create-app.ts';
import { toServerTiming } from './replies/server-timing.ts';
import { logRequest } from './requests/log-request.ts';
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
  const { access, admission, engine, limits, logger, metrics, model, replies } = options;
  if (access.token !== undefined || (access.allowedOrigins ?? []).length > 0) return () => false;
  const path = parsePathPrefix(access.pathPrefix ?? '') + route;
  const bodyLimit = Math.min(largestBody, limits.bodyBytes);
  const isKnownHost = hostCheck(options);
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
    const milliseconds = performance.now() - start;
    const told = { ...reply, method: 'POST', milliseconds };
    logRequest({ ...told, requestId, path }, logger);
    metrics.add({ ...told, route });
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

/** Clients send the same Host again and again. */
function hostCheck({ access, host }: AppOptions): (header: string | undefined) => boolean {
  let known: string | undefined;
  return (header) => {
    if (header !== undefined && header === known) return true;
    if (!isAllowedHost(header, host, access.allowedHosts ?? [])) return false;
    known = header;
    return true;
  };
}

function writeReply(response: ServerResponse, reply: InvocationReply, requestId: string): void {
  const { body, contentType, status, timings } = reply;
  response.writeHead(status, [
    'X-Request-Id',
    requestId,
    'Content-Type',
    contentType,
    'Server-Timing',
    toServerTiming(timings),
    'Content-Length',
    String(Buffer.byteLength(body)),
  ]);
  response.end(body);
}
