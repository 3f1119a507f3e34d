import type { InvocationTimings } from '../../core/engines/engine.ts';

/** One answered request, as the figures see it. */
export interface Observation {
  readonly method: string;
  /** The pattern of the path, never the path itself: there are only so many of them. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly timings?: InvocationTimings | undefined;
  readonly rowCount?: number | undefined;
  readonly errorCode?: string | undefined;
}

/** What the figures are about. */
export interface MetricsSubject {
  readonly model: string;
  readonly engine: string;
  readonly version: string;
  /** Read whenever the figures are asked for. */
  readonly load: { readonly running: number; readonly waiting: number };
}
