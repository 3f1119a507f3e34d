import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** How a connection is made safe (node:tls). */
export interface TlsOptions {
  /** Certificates to trust instead of the system's, in PEM. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized?: boolean;
}

/** One request, `http` or `https`. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly tls?: TlsOptions;
  readonly signal?: AbortSignal;
  /**
   * Milliseconds of silence after which the server counts as gone; 30 seconds without it, and 0
   * waits for ever.
   */
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

/**
 * Sends a request and waits for the head of the answer, whatever it is. Throws the system's error
 * when no answer comes.
 */
export function exchange(request: HttpRequest): Promise<HttpAnswer> {
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
