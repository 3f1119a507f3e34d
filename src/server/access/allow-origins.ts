import cors from '@koa/cors';
import { MlflowError } from '../../core/errors.ts';
import type { Step } from '../requests/request-state.ts';

const maxAgeSeconds = 600;

/**
 * Lets web pages of the listed origins call, and read the headers that tell of the request. Cookies
 * and other credentials of the browser are never asked for, so `*` opens nothing that a page could
 * not get by itself. Throws MlflowError for what is no origin.
 */
export function allowOrigins(origins: readonly string[]): Step {
  const allowed = new Set(origins.map(normalizeOrigin));
  return cors({
    // An empty answer leaves the headers out.
    origin: (context) => {
      if (allowed.has('*')) return '*';
      const origin = context.get('Origin');
      return allowed.has(origin) ? origin : '';
    },
    allowMethods: 'GET,HEAD,POST',
    exposeHeaders: 'X-Request-Id,Server-Timing,Retry-After',
    maxAge: maxAgeSeconds,
  });
}

function normalizeOrigin(text: string): string {
  if (text === '*') return text;
  const isPlain = !text.includes('*'); // it may stand in a host name, but a page has none such
  const url = isPlain && URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url && url.origin !== 'null' && url.href === `${url.origin}/`;
  if (isOrigin) return url.origin;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `"${text}" is no origin of a web page. Give scheme, host and port, as https://app.example or http://localhost:3000.`,
  );
}
