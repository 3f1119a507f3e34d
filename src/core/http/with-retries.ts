import { setTimeout as wait } from 'node:timers/promises';
import type { HttpAnswer } from './exchange.ts';

/** Answers that another try may better: too many requests, and servers that are not up. */
const transient = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Errors of the system that another try may better. */
const transientErrors = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ECONNABORTED']);

const tries = 4;
const firstPause = 250;
const longestPause = 10_000;

/**
 * Tries again, with longer and longer pauses, while the server says that it is busy or the
 * connection breaks: 4 tries, with the pauses that the server asks for by `Retry-After` (seconds or
 * a date). Gives the last answer as it is, at once when the pause asked for is longer than ten
 * seconds, and throws the last error.
 */
export async function withRetries(
  attempt: () => Promise<HttpAnswer>,
  signal?: AbortSignal,
): Promise<HttpAnswer> {
  for (let count = 1; ; count += 1) {
    const outcome = await attempt().catch((error: unknown) => asTransient(error, count));
    if ('status' in outcome) {
      const isFinal = !transient.has(outcome.status) || count >= tries;
      if (isFinal || (askedPause(outcome) ?? 0) > longestPause) return outcome;
      outcome.body.destroy();
    }
    await wait(pauseAfter(count, outcome), undefined, { ...(signal && { signal }) });
  }
}

function asTransient(error: unknown, count: number): { readonly error: unknown } {
  const { code } = error as NodeJS.ErrnoException; // the system's errors carry a code
  if (count < tries && code !== undefined && transientErrors.has(code)) return { error };
  throw error;
}

/** Half of the pause is chance, so that many clients do not come back at once. */
function pauseAfter(count: number, outcome: HttpAnswer | { readonly error: unknown }): number {
  const asked = 'status' in outcome ? askedPause(outcome) : undefined;
  if (asked !== undefined) return asked;
  const pause = Math.min(longestPause, firstPause * 2 ** (count - 1));
  return pause / 2 + (Math.random() * pause) / 2;
}

/** The pause that an answer asks for, in milliseconds (RFC 9110, section 10.2.3). */
function askedPause({ headers }: HttpAnswer): number | undefined {
  const asked = headers['retry-after']?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(asked)) return Number(asked) * 1000;
  const date = Date.parse(asked);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
