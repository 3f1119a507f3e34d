import type { RouteOptions, ServerRouter } from '../route-options.ts';

/** `GET /`: what is served here. */
export function addLandingRoutes(router: ServerRouter, { model, engine }: RouteOptions): void {
  router.get('/', (context) => {
    context.body = {
      name: model.name,
      uri: model.uri,
      engine: engine.kind,
      is_checked: model.mlmodel.signature?.inputs !== undefined,
      endpoints: ['POST /invocations', 'GET /ping', 'GET /health', 'GET /version'],
    };
  });
}
