import { MlflowError } from '../core/errors.ts';

/** A signal that aborts with a sentence after so many seconds; it keeps no process alive. */
export function deadline(seconds: number): AbortSignal {
  const controller = new AbortController();
  const giveUp = () => {
    controller.abort(
      new MlflowError(
        'TEMPORARILY_UNAVAILABLE',
        `No answer came within ${seconds} seconds. Send fewer rows at once, or give more time with --timeout.`,
      ),
    );
  };
  setTimeout(giveUp, seconds * 1000).unref();
  return controller.signal;
}
