import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { TlsOptions } from './server-access.ts';

/** One request to a tracking server or to where it sends us. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly tls: TlsOptions;
  readonly signal?: AbortSignal;
}

/** An answer whose body has not been read yet; whoever gets it reads or destroys it. */
export interface HttpAnswer {
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: IncomingMessage;
}

/** Silence of a server after which it counts as gone, in milliseconds. */
const patience = 30_000;
const mostRedirects = 5;
/** Headers that belong to one server and are not shown to another. */
const secrets = new Set(['authorization', 'cookie', 'x-databricks-org-id']);

/**
 * Sends a request and waits for the head of the answer. Redirects of a GET are followed; to another
 * server without the credentials, from https never to http. Throws the system's error when no
 * answer comes, and the signal's reason when it was aborted.
 */
export async function send(request: HttpRequest): Promise<HttpAnswer> {
  let current = request;
  for (let hop = 0; ; hop += 1) {
    const answer = await exchange(current);
    const target = hop < mostRedirects ? redirectOf(current, answer) : undefined;
    if (!target) return answer;
    answer.body.destroy();
    const isSameServer = target.origin === current.url.origin;
    const headers = isSameServer ? current.headers : withoutSecrets(current.headers);
    current = { ...current, url: target, headers };
  }
}

function redirectOf(request: HttpRequest, answer: HttpAnswer): URL | undefined {
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) {
    return undefined;
  }
  const target = URL.canParse(location, request.url.href)
    ? new URL(location, request.url)
    : undefined;
  const isSafe = target?.protocol === 'https:' || target?.protocol === request.url.protocol;
  return request.method !== 'POST' && isSafe ? target : undefined;
}

function withoutSecrets(headers: HttpRequest['headers']): HttpRequest['headers'] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !secrets.has(name.toLowerCase())),
  );
}

function exchange(request: HttpRequest): Promise<HttpAnswer> {
  const { url, method, headers, body, tls, signal } = request;
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = start(url, {
      method,
      headers: {
        ...headers,
        ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }),
      },
      // A connection of its own: nothing keeps the process alive once the answer is there.
      agent: false,
      ...tls,
      ...(signal && { signal }),
    });
    outgoing.setTimeout(patience, () => {
      outgoing.destroy(new Error(`the server has said nothing for ${patience / 1000} seconds`));
    });
    outgoing.on('response', (message) => {
      resolve({ url, status: message.statusCode ?? 0, headers: message.headers, body: message });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
