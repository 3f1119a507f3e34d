import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { performance } from 'node:perf_hooks';
import { MlflowError, messageOf } from '../core/errors.ts';

/** What {@link sendRequest} sends. */
export interface OutgoingRequest {
  /** The whole address, `http` or `https`. */
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Options of {@link sendRequest}. */
export interface SendOptions extends OutgoingRequest {
  readonly signal: AbortSignal;
}

/** A request together with its answer. */
export interface Exchange {
  readonly request: OutgoingRequest;
  readonly status: number;
  readonly statusText: string;
  /** Names in lower case; a header that came several times is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** From the start of the request to the last byte of the answer. */
  readonly milliseconds: number;
}

/**
 * Sends one request and reads the whole answer, whatever its status. A redirect is an answer like
 * any other: following it could hand credentials to somebody else. Throws MlflowError
 * TEMPORARILY_UNAVAILABLE when no answer comes, and the signal's reason when it was aborted.
 */
export async function sendRequest(options: SendOptions): Promise<Exchange> {
  const { signal, ...request } = options;
  signal.throwIfAborted();
  const start = performance.now();
  try {
    const response = await exchange(request, signal);
    const body = await readAll(response);
    return {
      request,
      status: response.statusCode ?? 0,
      statusText: response.statusMessage ?? '',
      headers: joinHeaders(response),
      body,
      milliseconds: performance.now() - start,
    };
  } catch (error) {
    signal.throwIfAborted();
    throw noAnswer(request, error);
  }
}

function exchange(request: OutgoingRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { url, method, headers, body } = request;
  const send = new URL(url).protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = send(url, {
      method,
      signal,
      // A connection of its own: nothing keeps the process alive once the answer is there.
      agent: false,
      headers: { Accept: 'application/json, */*', ...headers, 'Content-Length': body.byteLength },
    });
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function readAll(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer); // no encoding is set on it
  return Buffer.concat(chunks);
}

function joinHeaders(response: IncomingMessage): Record<string, string> {
  const entries = Object.entries(response.headersDistinct);
  return Object.fromEntries(entries.map(([name, values]) => [name, (values ?? []).join(', ')]));
}

function noAnswer({ url }: OutgoingRequest, cause: unknown): MlflowError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    `No answer from ${url}: ${reasons[code] ?? `${messageOf(cause) || code}.`}`,
    { cause },
  );
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'nothing listens there. Start the server (mlinvoke serve -m MODEL -p PORT), or correct the address.',
  ENOTFOUND: 'the host name is not known. Correct the address, or check the network.',
  EAI_AGAIN: 'the host name could not be looked up. Check the network.',
  ECONNRESET:
    'the connection was closed before the answer was complete. Look at the log of the server.',
  ETIMEDOUT:
    'the host does not respond. Correct the address, or check the network and its firewall.',
  EHOSTUNREACH: 'the host cannot be reached. Correct the address, or check the network.',
};
