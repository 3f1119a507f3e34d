import { isLoopbackName } from '../access/host-check.ts';

/** How much an error's message tells: `brief` leaves out the values of the request. */
export type ErrorDetail = 'brief' | 'detailed';

/** How a server words its answers. */
export interface ReplyOptions {
  /** `detailed` unless given on a server for this machine only, else `brief`. */
  readonly errorDetail?: ErrorDetail;
  /** Writes NaN and infinities as MLflow does, by literals that are not JSON; null unless given. */
  readonly nanLiterals?: boolean;
}

/** The options with the defaults filled in for a server that listens on `host`. */
export function resolveReplies(
  replies: ReplyOptions | undefined,
  host: string,
): Required<ReplyOptions> {
  return {
    errorDetail: isLoopbackName(host) ? 'detailed' : 'brief',
    nanLiterals: false,
    ...replies,
  };
}
