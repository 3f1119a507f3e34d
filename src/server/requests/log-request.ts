import type { Logger } from '../../core/logger.ts';
import type { Observation } from '../metrics/observation.ts';

/** Asked for every few seconds by whoever watches the server. */
const watchedPaths = /\/(?:ping|health|metrics|v2\/health\/(?:live|ready))$/u;
const longestPath = 200;

/** One answered request, with what the log and the figures want to know of it. */
export interface AnsweredRequest extends Observation {
  readonly requestId: string;
  /** As the client sent it, without its query. */
  readonly path: string;
  /** What was wrong, without data of the request. */
  readonly complaint?: string | undefined;
}

/**
 * Writes one line for a request: id, method, path, status, rows, time and what was wrong. Neither
 * data nor headers nor the query, which may hold secrets. Health checks go to the debug level.
 */
export function logRequest(request: AnsweredRequest, logger: Logger): void {
  const { requestId, method, path, status, milliseconds, rowCount, errorCode, complaint } = request;
  const rows = rowCount === undefined ? '' : ` ${rowCount} ${rowCount === 1 ? 'row' : 'rows'}`;
  const line =
    `${requestId} ${method} ${path.slice(0, longestPath)} ${status}${rows} ` +
    `${milliseconds.toFixed(1)} ms${errorCode === undefined ? '' : ` ${errorCode}`}` +
    (complaint === undefined ? '' : `: ${complaint}`);
  if (status < 400 && watchedPaths.test(path)) logger.debug(line);
  else logger.info(line);
}
