import type { Logger } from '../../core/logger.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import { type AnsweredRequest, logRequest } from './log-request.ts';

/** Who hears of every answered request. */
export interface RequestObservers {
  readonly logger: Logger;
  readonly metrics: ServerMetrics;
}

/** Tells log and figures of a request, whichever way it was answered. */
export function reportRequest(
  request: AnsweredRequest,
  { logger, metrics }: RequestObservers,
): void {
  logRequest(request, logger);
  metrics.add(request);
}
