import type { ParameterizedContext } from 'koa';
import type { Logger } from '../../core/logger.ts';
import { logRequest } from './log-request.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import { requestIdOf } from './request-id.ts';
import type { RequestState, Step } from './request-state.ts';

/** Methods are any word that a client likes; these are the ones to count apart. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** The status of a request whose client broke off; nginx has it so, no client ever sees it. */
const clientClosedRequest = 499;

/** Gives every request its id, and tells log and figures how it went. */
export function trackRequests(options: {
  readonly logger: Logger;
  readonly metrics: ServerMetrics;
}): Step {
  const { logger, metrics } = options;
  return async (context, next) => {
    const start = performance.now();
    const { method, path, state } = context;
    state.requestId = requestIdOf(context.get('X-Request-Id'));
    context.set('X-Request-Id', state.requestId);
    await next();
    const milliseconds = performance.now() - start;
    const status = statusOf(context);
    const { requestId, timings, rowCount, errorCode, complaint } = state;
    const known = {
      ...(rowCount !== undefined && { rowCount }),
      ...(errorCode !== undefined && { errorCode }),
    };
    logRequest(
      {
        ...known,
        requestId,
        method,
        path,
        status,
        milliseconds,
        ...(complaint !== undefined && { complaint }),
      },
      logger,
    );
    metrics.add({
      ...known,
      method: knownMethods.has(method) ? method : 'other',
      route: routeOf(context),
      status,
      milliseconds,
      ...(timings && { timings }),
    });
  };
}

function statusOf({ state, status }: ParameterizedContext<RequestState>): number {
  return state.isAbandoned ? clientClosedRequest : status;
}

/** The pattern that the path matched: the router leaves it in the context. */
function routeOf(context: object): string {
  return '_matchedRoute' in context ? String(context._matchedRoute) : 'none';
}
