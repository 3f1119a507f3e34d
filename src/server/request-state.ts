import type { InvocationTimings } from '../core/engines/engine.ts';

/** What the server remembers of one request while it answers, for its log and its figures. */
export interface RequestState {
  /** Rows that were predicted, where that is known. */
  rowCount?: number;
  timings?: InvocationTimings;
}
