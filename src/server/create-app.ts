import Koa from 'koa';
import { MlflowError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { AccessOptions } from './access/access-options.ts';
import { allowOrigins } from './access/allow-origins.ts';
import { checkToken } from './access/check-token.ts';
import type { HostCheck } from './access/host-check.ts';
import { stripPathPrefix } from './access/path-prefix.ts';
import { HttpError } from './replies/http-error.ts';
import type { RequestState, Step } from './requests/request-state.ts';
import type { RouteOptions, ServerRouter } from './route-options.ts';
import { createRouter, listPaths } from './routes.ts';
import { trackRequests } from './requests/track-request.ts';
import { answerErrors } from './replies/write-error.ts';

/** What the application needs besides its routes. */
export interface AppOptions extends RouteOptions {
  /** Where it listens, for messages. */
  readonly host: string;
  readonly isKnownHost: HostCheck;
  /** Empty, or as `/models/iris`. */
  readonly pathPrefix: string;
  readonly access: Pick<AccessOptions, 'allowedOrigins' | 'token'>;
  readonly logger: Logger;
}

/** The Koa application: id and log, one error door, who may call, routes. */
export function createApp(options: AppOptions): Koa<RequestState> {
  const app = new Koa<RequestState>();
  const router = createRouter(options);
  // Koa reports what went wrong while writing a response, such as a client that has gone.
  app.on('error', (error: unknown) => options.logger.debug(`While answering: ${String(error)}`));
  app.use(trackRequests(options));
  app.use(answerErrors({ logger: options.logger, detail: options.replies.errorDetail }));
  for (const step of accessSteps(options)) app.use(step);
  app.use(refuseUnknownRoutes(router, options.pathPrefix));
  app.use(router.routes());
  app.use(router.allowedMethods()); // sets 405 and the header Allow
  return app;
}

/** A preflight carries no token, so origins come before it; the open paths have no prefix. */
function accessSteps(options: AppOptions): Step[] {
  const { pathPrefix } = options;
  const { allowedOrigins = [], token } = options.access;
  return [
    checkHost(options),
    ...(allowedOrigins.length > 0 ? [allowOrigins(allowedOrigins)] : []),
    ...(pathPrefix === '' ? [] : [stripPathPrefix(pathPrefix)]),
    ...(token === undefined ? [] : [checkToken(token)]),
  ];
}

function checkHost({ host, isKnownHost }: AppOptions): Step {
  return async (context, next) => {
    const header = context.req.headers.host;
    if (isKnownHost(header)) return next();
    throw new MlflowError(
      'PERMISSION_DENIED',
      `The Host header "${header ?? ''}" does not name this server, which protects it from web pages ` +
        `that pose as it. Call it by 127.0.0.1, localhost or ${host}.`,
    );
  };
}

function refuseUnknownRoutes(router: ServerRouter, prefix: string): Step {
  return async (context, next) => {
    await next();
    const path = `${prefix}${context.path.slice(0, 200)}`;
    if (context.status === 405 || context.status === 501) {
      throw new HttpError(
        405,
        'BAD_REQUEST',
        `${path} takes ${context.response.get('Allow')}, not ${context.method}.`,
      );
    }
    if (context.status !== 404 || context.body !== undefined) return;
    const paths = listPaths(router).map((known) => `${prefix}${known}`);
    throw new MlflowError(
      'ENDPOINT_NOT_FOUND',
      `There is nothing at ${path}; there are ${paths.join(', ')}.`,
    );
  };
}
