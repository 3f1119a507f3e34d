import { randomUUID } from 'node:crypto';

const acceptable = /^[\w.:+/=@-]{1,128}$/u;

/** The id that a client gave its request, if it is fit for a log; otherwise a new one. */
export function requestIdOf(header: string): string {
  return acceptable.test(header) ? header : randomUUID();
}
