import type { IncomingMessage, ServerResponse } from 'node:http';
import { MlflowError } from '../../core/errors.ts';

/** Aborts a request's work: on its time limit, or when the client has gone. */
export interface RequestSignal {
  readonly signal: AbortSignal;
  /** Ends the watch; call it when the request is answered. */
  release(): void;
}

/** The reason of a signal whose request has had its time. */
export class DeadlineError extends MlflowError {
  override readonly name = 'DeadlineError';
}

/** The reason of a signal whose client broke off: there is nobody left to answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/** Watches one request; the signal's reason is a DeadlineError (504) or a ClientGoneError. */
export function watchRequest(
  request: IncomingMessage,
  response: ServerResponse,
  timeoutSeconds: number,
): RequestSignal {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(
      new DeadlineError(
        'DEADLINE_EXCEEDED',
        `The request took longer than the limit of ${timeoutSeconds} s. Send fewer rows, or raise the timeout.`,
      ),
    );
  }, timeoutSeconds * 1000);
  const onClose = () => {
    if (!response.writableFinished) {
      controller.abort(new ClientGoneError(`the client closed ${request.url ?? ''}`));
    }
  };
  response.once('close', onClose);
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      response.removeListener('close', onClose);
    },
  };
}
