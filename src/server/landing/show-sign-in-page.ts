import type { Context } from 'koa';
import { prefersHtml, protectPage } from './protect-page.ts';

/** Whether a request without a token is a person's who opens the landing page. */
export function wantsSignInPage(context: Pick<Context, 'accepts' | 'method' | 'path'>): boolean {
  return context.path === '/' && context.method === 'GET' && prefersHtml(context);
}

/**
 * Answers 401 with a page that asks for the token and then shows the landing page: a browser cannot
 * send a header when it opens an address.
 */
export async function showSignInPage(context: Context): Promise<void> {
  const { renderSignInPage } = await import('./render-landing-page.ts');
  context.status = 401;
  context.vary('Accept');
  context.body = renderSignInPage(protectPage(context));
}
