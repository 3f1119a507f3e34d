import type { Logger } from '../../core/logger.ts';
import { logRequest, statusOf } from './log-request.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import { requestIdOf } from './request-id.ts';
import type { Step } from './request-state.ts';

/** Methods are any word that a client likes; these are the ones to count apart. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Gives every request its id, and tells log and figures how it went. */
export function trackRequests(options: {
  readonly logger: Logger;
  readonly metrics: ServerMetrics;
}): Step {
  const { logger, metrics } = options;
  return async (context, next) => {
    const start = performance.now();
    const { path, state } = context;
    state.requestId = requestIdOf(context.get('X-Request-Id'));
    context.set('X-Request-Id', state.requestId);
    await next();
    const milliseconds = performance.now() - start;
    logRequest(context, path, { logger, milliseconds });
    const { timings, rowCount, errorCode } = state;
    metrics.add({
      method: knownMethods.has(context.method) ? context.method : 'other',
      route: routeOf(context),
      status: statusOf(context),
      milliseconds,
      ...(timings && { timings }),
      ...(rowCount !== undefined && { rowCount }),
      ...(errorCode !== undefined && { errorCode }),
    });
  };
}

/** The pattern that the path matched: the router leaves it in the context. */
function routeOf(context: object): string {
  return '_matchedRoute' in context ? String(context._matchedRoute) : 'none';
}
