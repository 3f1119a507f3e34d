import { ArtifactNotFoundError, MlflowError } from '../../errors.ts';
import { networkReason } from '../../http/network-reason.ts';

/** An answer that is not what was asked for. */
export interface Refusal {
  /** The place, without any credentials. */
  readonly place: string;
  readonly status: number;
  /** The name of the error in the answer, such as `AccessDenied`; never its whole text. */
  readonly reason?: string | undefined;
  /** What to do for a place that wants to know who asks. */
  readonly advice: string;
  /** The value of `Retry-After`. */
  readonly retryAfter?: string | undefined;
}

/** The error for a place of artifacts that answered with a status other than 200 and 206. */
export function artifactRefusal(refusal: Refusal): MlflowError {
  const { place, status, reason, advice, retryAfter } = refusal;
  const said = `${place} answered with status ${status}${reason ? ` (${reason.slice(0, 100)})` : ''}`;
  if (status === 401) {
    return new MlflowError('UNAUTHENTICATED', `${said}: it wants to know who asks. ${advice}`);
  }
  if (status === 403) {
    return new MlflowError(
      'PERMISSION_DENIED',
      `${said}: whoever asks may not read that. ${advice}`,
    );
  }
  if (status === 404) {
    return new ArtifactNotFoundError(
      `${said}: there is no such place. Check the bucket, the path, and that the model was not deleted.`,
    );
  }
  if (status === 412) {
    return new MlflowError(
      'TEMPORARILY_UNAVAILABLE',
      `${said}: the files changed while they were downloaded. Try again.`,
    );
  }
  if (status === 429 || status >= 500) {
    const pause = retryAfter ? ` It asks to come back after ${retryAfter.slice(0, 40)}.` : '';
    return new MlflowError(
      'TEMPORARILY_UNAVAILABLE',
      `${said}: ${status === 429 ? 'it is asked too often' : 'it cannot answer now'}.${pause} Try again later.`,
    );
  }
  return new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `${said}, which is no answer for a download. Check the address.`,
  );
}

/** The error for a place of artifacts that gave no answer at all. */
export function unreachablePlace(place: string, cause: unknown): MlflowError {
  if (cause instanceof MlflowError) return cause;
  return new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    `${place} cannot be reached: ${networkReason(cause)}. Check the address and the network.`,
    { cause },
  );
}
