import type { IncomingMessage } from 'node:http';
import { within } from '../../core/async/within.ts';

const lingerMilliseconds = 2000;

/**
 * Lets a client finish sending what nobody will read, for up to two seconds: it would otherwise see
 * a reset in place of the answer.
 */
export async function discardRest(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  const ended = new Promise<void>((resolve) => {
    request.once('end', resolve).once('close', resolve);
  });
  request.resume();
  await within(lingerMilliseconds, ended);
}
