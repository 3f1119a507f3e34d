import { prefersHtml, protectPage } from './protect-page.ts';
import type { RouteOptions, ServerContext, ServerRouter } from '../route-options.ts';

const endpoints: readonly string[] = [
  'POST /invocations',
  'GET /ping',
  'GET /health',
  'GET /version',
  'GET /openapi.json',
  'GET /metrics',
  'GET /v2',
];

/** `GET /`: what is served here, as a page for browsers and as JSON for all others. */
export function addLandingRoutes(router: ServerRouter, options: RouteOptions): void {
  router.get('/', async (context) => {
    context.vary('Accept');
    if (prefersHtml(context)) return showPage(context, options);
    const { model, engine } = options;
    context.body = {
      name: model.name,
      uri: model.uri,
      engine: engine.kind,
      is_checked: model.mlmodel.signature?.inputs !== undefined,
      endpoints,
    };
  });
}

async function showPage(context: ServerContext, options: RouteOptions): Promise<void> {
  // Loaded on first use: a server that only predicts does without.
  const [{ renderLandingPage }, { findExampleRequest }] = await Promise.all([
    import('./render-landing-page.ts'),
    import('./example-request.ts'),
  ]);
  const { model, engine, engineReason, version } = options;
  const nonce = protectPage(context);
  context.body = renderLandingPage({
    model,
    engine: engineReason === undefined ? engine.kind : `${engine.kind}: ${engineReason}`,
    inferred: engine.inferred?.signature,
    example: await findExampleRequest(model, engine.inferred),
    baseUrl: baseUrlOf(context),
    needsToken: context.get('Authorization') !== '',
    version,
    nonce,
  });
}

/** The address that the client used. It goes into command lines, so it may hold nothing special. */
function baseUrlOf(context: ServerContext): string {
  const host = /^[\w.:[\]-]+$/u.test(context.host) ? context.host : 'localhost';
  const [path = '/'] = context.originalUrl.split('?');
  return `${context.protocol}://${host}${/^[\w.~/-]+$/u.test(path) ? path : '/'}`;
}
