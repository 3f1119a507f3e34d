import type { Logger } from '../../core/logger.ts';

/** Asked for every few seconds by whoever watches the server. */
const watchedPaths = /\/(?:ping|health|metrics|v2\/health\/(?:live|ready))$/u;
const longestPath = 200;

/** What the log has of one answered request. */
export interface LoggedRequest {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly rowCount?: number;
  readonly errorCode?: string;
  /** What was wrong, without data of the request. */
  readonly complaint?: string;
}

/**
 * Writes one line for a request: id, method, path, status, rows, time and what was wrong. Neither
 * data nor headers nor the query, which may hold secrets. Health checks go to the debug level.
 */
export function logRequest(request: LoggedRequest, logger: Logger): void {
  const { requestId, method, path, status, milliseconds, rowCount, errorCode, complaint } = request;
  const rows = rowCount === undefined ? '' : ` ${rowCount} ${rowCount === 1 ? 'row' : 'rows'}`;
  const line =
    `${requestId} ${method} ${path.slice(0, longestPath)} ${status}${rows} ` +
    `${milliseconds.toFixed(1)} ms${errorCode === undefined ? '' : ` ${errorCode}`}` +
    (complaint === undefined ? '' : `: ${complaint}`);
  if (status < 400 && watchedPaths.test(path)) logger.debug(line);
  else logger.info(line);
}
