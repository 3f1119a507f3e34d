import Koa, { type Middleware, type ParameterizedContext } from 'koa';
import { MlflowError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { toErrorReply } from './error-reply.ts';
import { HttpError } from './http-error.ts';
import { isAllowedHost } from './is-allowed-host.ts';
import { ClientGoneError } from './request-signal.ts';
import type { RequestState } from './request-state.ts';
import type { RouteOptions, ServerRouter } from './route-options.ts';
import { createRouter, listPaths } from './routes.ts';

/** What the application needs besides its routes. */
export interface AppOptions extends RouteOptions {
  /** The host it listens on, which requests may name. */
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly logger: Logger;
}

type Step = Middleware<RequestState>;

/** The Koa application: log, one error door, Host check, routes. */
export function createApp(options: AppOptions): Koa<RequestState> {
  const app = new Koa<RequestState>();
  const router = createRouter(options);
  // Koa reports what went wrong while writing a response, such as a client that has gone.
  app.on('error', (error: unknown) => options.logger.debug(`While answering: ${String(error)}`));
  app.use(logRequests(options.logger));
  app.use(answerErrors(options.logger));
  app.use(checkHost(options));
  app.use(refuseUnknownRoutes(router));
  app.use(router.routes());
  app.use(router.allowedMethods()); // sets 405 and the header Allow
  return app;
}

function logRequests(logger: Logger): Step {
  return async (context, next) => {
    const start = performance.now();
    await next();
    const milliseconds = (performance.now() - start).toFixed(1);
    logger.debug(`${context.method} ${context.path} ${context.status} ${milliseconds} ms`);
  };
}

function answerErrors(logger: Logger): Step {
  return async (context, next) => {
    try {
      await next();
    } catch (error) {
      if (error instanceof ClientGoneError) return;
      writeError(context, error, logger);
    }
  };
}

function writeError(
  context: ParameterizedContext<RequestState>,
  error: unknown,
  logger: Logger,
): void {
  const reply = toErrorReply(error, logger);
  context.status = reply.status;
  context.set('Content-Type', reply.contentType);
  context.body = reply.body;
  // What is left of a body that was not read to its end must not pass for the next request.
  if (!context.req.complete) context.set('Connection', 'close');
  if (error instanceof MlflowError) {
    logger.info(`${context.method} ${context.path} ${reply.status}: ${error.message}`);
  }
}

function checkHost({ host, allowedHosts }: AppOptions): Step {
  return async (context, next) => {
    const header = context.req.headers.host;
    if (isAllowedHost(header, host, allowedHosts)) return next();
    throw new MlflowError(
      'PERMISSION_DENIED',
      `The Host header "${header ?? ''}" does not name this server, which protects it from web pages ` +
        `that pose as it. Call it by 127.0.0.1, localhost or ${host}.`,
    );
  };
}

function refuseUnknownRoutes(router: ServerRouter): Step {
  return async (context, next) => {
    await next();
    const path = context.path.slice(0, 200);
    if (context.status === 405 || context.status === 501) {
      throw new HttpError(
        405,
        'BAD_REQUEST',
        `${path} takes ${context.response.get('Allow')}, not ${context.method}.`,
      );
    }
    if (context.status !== 404 || context.body !== undefined) return;
    throw new MlflowError(
      'ENDPOINT_NOT_FOUND',
      `There is nothing at ${path}; there are ${listPaths(router).join(', ')}.`,
    );
  };
}
