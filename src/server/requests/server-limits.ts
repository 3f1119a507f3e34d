/** What a server takes on; whatever is left out has its place in {@link defaultLimits}. */
export interface ServerLimits {
  /** Largest request body in bytes, counted uncompressed. */
  readonly bodyBytes?: number;
  /** Time for one request, its body's way here included. */
  readonly timeoutSeconds?: number;
  /** How many requests may wait for the model while it is busy with others. */
  readonly queueLength?: number;
  /** Time for a client to send a request's head. */
  readonly headersSeconds?: number;
  /** Time for a client to send a whole request. */
  readonly requestSeconds?: number;
}

/** 60 s is what `mlflow models serve` has; the times for clients stop those that send by drops. */
export const defaultLimits: Required<ServerLimits> = {
  bodyBytes: 64 * 1024 * 1024,
  timeoutSeconds: 60,
  queueLength: 128,
  headersSeconds: 15,
  requestSeconds: 120,
};

/** The limits with the defaults filled in. */
export function resolveLimits(limits: ServerLimits = {}): Required<ServerLimits> {
  return { ...defaultLimits, ...limits };
}
