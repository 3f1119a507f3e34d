import { Router } from '@koa/router';
import { addLandingRoutes } from './landing/landing-routes.ts';
import { addMetricsRoutes } from './metrics/metrics-routes.ts';
import { addProtocolRoutes } from './protocol-routes.ts';
import type { RequestState } from './request-state.ts';
import type { AddRoutes, RouteOptions, ServerContext, ServerRouter } from './route-options.ts';

/** Everything that the server answers, one module a subject. */
const modules: readonly AddRoutes[] = [addProtocolRoutes, addLandingRoutes, addMetricsRoutes];

/** The router with the routes of every module. */
export function createRouter(options: RouteOptions): ServerRouter {
  const router = new Router<RequestState>({ strict: true });
  router.use(rememberRoute);
  for (const addRoutes of modules) addRoutes(router, options);
  return router;
}

/** The paths that a router answers, in the order in which they were added. */
export function listPaths(router: ServerRouter): string[] {
  const routes = router.stack.filter(({ methods }) => methods.length > 0);
  return [...new Set(routes.map(({ path }) => String(path)))];
}

async function rememberRoute(context: ServerContext, next: () => Promise<unknown>): Promise<void> {
  context.state.route = String(context._matchedRoute);
  await next();
}
