import type { ParameterizedContext } from 'koa';
import type { Logger } from '../../core/logger.ts';
import type { RequestState } from './request-state.ts';

/** Asked for every few seconds by whoever watches the server. */
const watchedPaths = /\/(?:ping|health|metrics|v2\/health\/(?:live|ready))$/u;
const longestPath = 200;

/** The status of a request whose client broke off; nginx has it so, no client ever sees it. */
const clientClosedRequest = 499;

/** The status as logs and figures have it. */
export function statusOf(context: ParameterizedContext<RequestState>): number {
  return context.state.isAbandoned ? clientClosedRequest : context.status;
}

/**
 * Writes one line for a request: id, method, path, status, rows, time and what was wrong. Neither
 * data nor headers nor the query, which may hold secrets. Health checks go to the debug level.
 */
export function logRequest(
  context: ParameterizedContext<RequestState>,
  path: string,
  options: { readonly logger: Logger; readonly milliseconds: number },
): void {
  const { requestId, rowCount, errorCode, complaint } = context.state;
  const parts = [
    requestId,
    context.method,
    path.slice(0, longestPath),
    String(statusOf(context)),
    rowCount === undefined ? '' : `${rowCount} ${rowCount === 1 ? 'row' : 'rows'}`,
    `${options.milliseconds.toFixed(1)} ms`,
    errorCode ?? '',
  ].filter((part) => part !== '');
  const line = parts.join(' ') + (complaint === undefined ? '' : `: ${complaint}`);
  if (watchedPaths.test(path) && context.status < 400) options.logger.debug(line);
  else options.logger.info(line);
}
