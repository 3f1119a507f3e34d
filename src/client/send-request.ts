import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { MlflowError } from '../core/errors.ts';
import { exchange } from '../core/http/exchange.ts';
import { networkReason } from '../core/http/network-reason.ts';
import { BodyTooLongError, readBody } from '../core/http/read-body.ts';
import { withoutSecrets } from '../core/store/without-secrets.ts';

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
  /** Most bytes of the answer, 256 MiB unless given. */
  readonly answerLimit?: number;
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
 * Four times what a server takes of a request by default: probabilities of many classes are more
 * than the rows they come from. It is read in less than a gigabyte, and stays one text (V8 has none
 * of more than 512 Mi characters).
 */
const defaultAnswerLimit = 256 * 2 ** 20;

/**
 * Sends one request and reads the whole answer, whatever its status. A redirect is an answer like
 * any other: following it could hand credentials to somebody else. Throws MlflowError
 * TEMPORARILY_UNAVAILABLE when no answer comes, RESOURCE_EXHAUSTED for one beyond the limit, and the
 * signal's reason when it was aborted.
 */
export async function sendRequest(options: SendOptions): Promise<Exchange> {
  const { signal, answerLimit = defaultAnswerLimit, ...request } = options;
  signal.throwIfAborted();
  const start = performance.now();
  try {
    const answer = await exchange({
      ...request,
      url: new URL(request.url),
      headers: { Accept: 'application/json, */*', ...request.headers },
      signal,
      // A model may take its time.
      patience: 0,
    });
    return {
      request,
      status: answer.status,
      statusText: answer.body.statusMessage ?? '',
      headers: joinHeaders(answer.body),
      body: await readBody(answer.body, answerLimit),
      milliseconds: performance.now() - start,
    };
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof BodyTooLongError ? tooLong(request, error) : noAnswer(request, error);
  }
}

function joinHeaders(response: IncomingMessage): Record<string, string> {
  const entries = Object.entries(response.headersDistinct);
  return Object.fromEntries(entries.map(([name, values]) => [name, (values ?? []).join(', ')]));
}

function tooLong({ url }: OutgoingRequest, cause: BodyTooLongError): MlflowError {
  return new MlflowError(
    'RESOURCE_EXHAUSTED',
    `The answer of ${withoutSecrets(url)} has more than ${cause.limit / 2 ** 20} MiB, which is too much to show and to check. ` +
      'Send fewer rows at once; for a whole file use Predict (mlinvoke predict), which writes a file.',
    { cause },
  );
}

function noAnswer({ url }: OutgoingRequest, cause: unknown): MlflowError {
  const { code = '' } = cause as NodeJS.ErrnoException; // the system's errors carry a code
  const advice = advices[code] ?? 'Correct the address, or check the network.';
  return new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    `No answer from ${withoutSecrets(url)}: ${networkReason(cause)}. ${advice}`,
    { cause },
  );
}

const advices: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Start the server (mlinvoke serve -m MODEL -p PORT), or correct the address.',
  ECONNRESET: 'Look at the log of the server.',
};
