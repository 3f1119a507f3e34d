import { Router } from '@koa/router';
import { addLandingRoutes } from './landing/landing-routes.ts';
import { addMetricsRoutes } from './metrics/metrics-routes.ts';
import { addOpenInferenceRoutes } from './open-inference/open-inference-routes.ts';
import { addOpenApiRoutes } from './openapi/openapi-routes.ts';
import { addProtocolRoutes } from './protocol-routes.ts';
import type { RequestState } from './requests/request-state.ts';
import type { AddRoutes, RouteOptions, ServerRouter } from './route-options.ts';

/** Everything that the server answers, one module a subject. */
const modules: readonly AddRoutes[] = [
  addProtocolRoutes,
  addLandingRoutes,
  addOpenInferenceRoutes,
  addOpenApiRoutes,
  addMetricsRoutes,
];

/** The router with the routes of every module. */
export function createRouter(options: RouteOptions): ServerRouter {
  const router = new Router<RequestState>({ strict: true });
  for (const addRoutes of modules) addRoutes(router, options);
  return router;
}

/** The paths that a router answers, in the order in which they were added. */
export function listPaths(router: ServerRouter): string[] {
  return [...new Set(router.stack.map(({ path }) => String(path)))];
}
