import type { RouteOptions, ServerRouter } from '../route-options.ts';

/** `GET /openapi.json`: what can be asked here, for Swagger and other clients. */
export function addOpenApiRoutes(router: ServerRouter, options: RouteOptions): void {
  const { model, engine, version } = options;
  router.get('/openapi.json', async (context) => {
    // Loaded on first use: a server that only predicts does without.
    const [{ createOpenApiDocument }, { findExampleRequest }] = await Promise.all([
      import('./openapi-document.ts'),
      import('../landing/example-request.ts'),
    ]);
    context.body = createOpenApiDocument({
      model,
      version,
      example: await findExampleRequest(model, engine.inferred),
    });
  });
}
