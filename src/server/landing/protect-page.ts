import { randomBytes } from 'node:crypto';
import type { Context } from 'koa';

/** Whether a request is a browser's: others take anything, or ask for JSON. */
export function prefersHtml(context: Pick<Context, 'accepts'>): boolean {
  return context.accepts('json', 'html') === 'html';
}

/**
 * Sets the headers of a page of ours: nothing from elsewhere, no script but its own. Returns the
 * nonce that its style and script must carry.
 */
export function protectPage(context: Context): string {
  const nonce = randomBytes(16).toString('base64');
  context.type = 'html';
  context.set({
    'Content-Security-Policy':
      `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; ` +
      "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  });
  return nonce;
}
