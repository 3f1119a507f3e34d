import type { IncomingMessage } from 'node:http';
import { type HttpAnswer, type HttpRequest, send } from './send.ts';
import { withRetries } from './with-retries.ts';

/** No listing of a page is longer. */
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
  return { status, headers, url, text: await readText(answer.body) };
}

/** The whole of a body; throws for one that does not end. */
async function readText(body: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += (chunk as Buffer).length; // no encoding is set on it
    if (length > maximumBytes) throw new Error('its answer has no end');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
