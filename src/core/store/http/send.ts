import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { MlflowError } from '../../errors.ts';
import type { TlsOptions } from './server-access.ts';

/** One request to a tracking server or to where it sends us. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly tls: TlsOptions;
  readonly signal?: AbortSignal;
  /** Milliseconds of silence after which the server counts as gone; 30 seconds without it. */
  readonly patience?: number;
}

/** An answer whose body has not been read yet; whoever gets it reads or destroys it. */
export interface HttpAnswer {
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: IncomingMessage;
}

const usualPatience = 30_000;
const mostRedirects = 5;
/** Headers that any server may see; all others may be secrets of the one that was asked. */
const harmless = new Set(['accept', 'accept-encoding', 'range', 'user-agent']);

/**
 * Sends a request and waits for the head of the answer. Redirects of a GET are followed, to another
 * server without credentials and client certificate. Throws MlflowError for a redirect from https
 * to http and for one that never ends, the system's error when no answer comes, and the signal's
 * reason when it was aborted.
 */
export async function send(request: HttpRequest): Promise<HttpAnswer> {
  let current = request;
  for (let hop = 0; ; hop += 1) {
    const answer = await exchange(current);
    const target = redirectOf(current, answer);
    if (!target) return answer;
    answer.body.destroy();
    checkRedirect(current.url, target, hop);
    current =
      target.origin === current.url.origin
        ? { ...current, url: target }
        : elsewhere(current, target);
  }
}

/** Addresses are told without their query, which may hold a signature. */
function checkRedirect(from: URL, target: URL, hop: number): void {
  const reason =
    hop >= mostRedirects
      ? 'which goes on and on'
      : target.protocol !== 'https:' && target.protocol !== from.protocol
        ? 'where nothing protects what is sent'
        : undefined;
  if (reason === undefined) return;
  throw new MlflowError(
    'PERMISSION_DENIED',
    `${from.origin} sends us on to ${target.protocol}//${target.host}, ${reason}. The redirect was not followed; check the address, and its server.`,
  );
}

function elsewhere(request: HttpRequest, url: URL): HttpRequest {
  const { cert: _cert, key: _key, ...tls } = request.tls;
  return { ...request, url, tls, headers: withoutSecrets(request.headers) };
}

function redirectOf(request: HttpRequest, answer: HttpAnswer): URL | undefined {
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) {
    return undefined;
  }
  if (request.method === 'POST' || !URL.canParse(location, request.url.href)) return undefined;
  return new URL(location, request.url);
}

function withoutSecrets(headers: HttpRequest['headers']): HttpRequest['headers'] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => harmless.has(name.toLowerCase())),
  );
}

function exchange(request: HttpRequest): Promise<HttpAnswer> {
  const { url, method, headers, body, tls, signal, patience = usualPatience } = request;
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
    let incoming: IncomingMessage | undefined;
    outgoing.setTimeout(patience, () => {
      const silence = new Error(`the server has said nothing for ${patience / 1000} seconds`);
      incoming?.destroy(silence);
      outgoing.destroy(silence);
    });
    outgoing.on('response', (message) => {
      incoming = message;
      resolve({ url, status: message.statusCode ?? 0, headers: message.headers, body: message });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
