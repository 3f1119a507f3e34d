import type { ParameterizedContext } from 'koa';
import { reportRequest, type RequestObservers } from './report-request.ts';
import { requestIdOf } from './request-id.ts';
import type { RequestState, Step } from './request-state.ts';

/** The status of a request whose client broke off; nginx has it so, no client ever sees it. */
const clientClosedRequest = 499;

/** Gives every request its id, and tells log and figures how it went. */
export function trackRequests(observers: RequestObservers): Step {
  return async (context, next) => {
    const start = performance.now();
    const { method, path, state } = context;
    state.requestId = requestIdOf(context.get('X-Request-Id'));
    context.set('X-Request-Id', state.requestId);
    await next();
    const milliseconds = performance.now() - start;
    const route = routeOf(context);
    const status = statusOf(context);
    reportRequest({ ...state, method, path, route, status, milliseconds }, observers);
  };
}

function statusOf({ state, status }: ParameterizedContext<RequestState>): number {
  return state.isAbandoned ? clientClosedRequest : status;
}

/** The pattern that the path matched: the router leaves it in the context. */
function routeOf(context: object): string {
  return '_matchedRoute' in context ? String(context._matchedRoute) : 'none';
}
