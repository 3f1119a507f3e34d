import type { HttpAnswer, HttpRequest } from './exchange.ts';
import { readBody } from './read-body.ts';
import { send } from './send.ts';
import { withRetries } from './with-retries.ts';

/** No listing of a page is longer, nor a page of runs. */
const maximumBytes = 64 * 1024 * 1024;

/** An answer whose body has been read. */
export interface TextAnswer {
  readonly status: number;
  readonly url: URL;
  readonly headers: HttpAnswer['headers'];
  readonly text: string;
}

/** Sends a request, again when that may help, and reads the answer: at most 64 MB of it. */
export async function askText(request: HttpRequest): Promise<TextAnswer> {
  const answer = await withRetries(() => send(request), request.signal);
  const { status, headers, url } = answer;
  return {
    status,
    headers,
    url,
    text: (await readBody(answer.body, maximumBytes)).toString('utf8'),
  };
}
