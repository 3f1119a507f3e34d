import { MlflowError } from '../../../errors.ts';
import type { HttpAnswer, HttpRequest } from '../../../http/exchange.ts';
import { send } from '../../../http/send.ts';
import { withRetries } from '../../../http/with-retries.ts';
import type { ArtifactContent, OpenOptions } from '../artifact-source.ts';
import { unreachablePlace } from '../artifact-refusal.ts';

/** What to fetch, and from where for the sentences. */
export interface FileRequest extends Pick<HttpRequest, 'url' | 'headers' | 'tls'> {
  /** The place, without any credentials. */
  readonly place: string;
  /** The error for an answer that refuses; its body has been thrown away. */
  readonly refusal: (answer: HttpAnswer) => MlflowError;
}

/**
 * Opens a file over HTTP from a byte on. A server that cannot begin there sends all of it. Throws
 * MlflowError for an answer that refuses, and for one whose bytes are not those of the file.
 */
export async function openFile(
  request: FileRequest,
  { start, signal }: OpenOptions,
): Promise<ArtifactContent & { readonly headers: HttpAnswer['headers'] }> {
  const answer = await ask(request, { start, signal });
  // A changed or shorter file: begin again.
  if (answer.status === 416 && start > 0) {
    answer.body.destroy();
    return openFile(request, { start: 0, signal });
  }
  if (answer.status !== 200 && answer.status !== 206) {
    answer.body.destroy();
    throw request.refusal(answer);
  }
  try {
    checkCoding(answer, request.place);
    const isPartial = answer.status === 206;
    if (isPartial) checkRange(answer, { start, place: request.place });
    return { stream: answer.body, isPartial, headers: answer.headers };
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
}

async function ask(request: FileRequest, { start, signal }: OpenOptions): Promise<HttpAnswer> {
  const { url, tls, place } = request;
  const headers = {
    'User-Agent': 'mlinvoke',
    'Accept-Encoding': 'identity',
    ...request.headers,
    ...(start > 0 && { Range: `bytes=${start}-` }),
  };
  try {
    return await withRetries(
      () => send({ url, method: 'GET', headers, signal, ...(tls && { tls }) }),
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    throw unreachablePlace(place, error);
  }
}

/** Compressed bytes would be taken for the file. */
function checkCoding({ headers }: HttpAnswer, place: string): void {
  const coding = headers['content-encoding'];
  if (coding === undefined || coding === '' || coding === 'identity') return;
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    `${place} sends its files encoded as "${coding.slice(0, 40)}", although only identity was asked for. ` +
      'Let it send them as they are, or download the model and give its folder.',
  );
}

function checkRange(
  { headers }: HttpAnswer,
  asked: { readonly start: number; readonly place: string },
): void {
  const first = /^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1];
  if (first !== undefined && Number(first) === asked.start) return;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `${asked.place} was asked for the bytes from ${asked.start} on and sent others. The download was given up, since the file would be wrong.`,
  );
}
