import type { Middleware } from 'koa';
import type { InvocationTimings } from '../../core/engines/engine.ts';

/** What the server remembers of one request while it answers, for its log and its figures. */
export interface RequestState {
  /** The client's X-Request-Id, or one of ours. */
  requestId: string;
  /** Rows that were predicted, where that is known. */
  rowCount?: number;
  timings?: InvocationTimings;
  /** MLflow's code of the error that was answered. */
  errorCode?: string;
  /** What went wrong, without data of the request. */
  complaint?: string;
  /** The client broke off, so nothing was answered. */
  isAbandoned?: boolean;
}

/** One step on the way of every request. */
export type Step = Middleware<RequestState>;
