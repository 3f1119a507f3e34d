import { MlflowError } from '../errors.ts';
import { type HttpAnswer, type HttpRequest, exchange } from './exchange.ts';

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
  const { cert: _cert, key: _key, ...tls } = request.tls ?? {};
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
