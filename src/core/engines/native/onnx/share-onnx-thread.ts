import { Turns } from '../../../async/turns.ts';
import { MlflowError } from '../../../errors.ts';
import type { OnnxThread } from './onnx-thread.ts';

/** A thread that tasks use one after the other. */
export interface SharedOnnxThread {
  /** Rejects with the signal's reason, and with MlflowError when the thread was closed. */
  use<T>(work: (thread: OnnxThread) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Safe to call twice. */
  close(): Promise<void>;
}

/** Hands out the thread in turns; where a task ended it, `start` makes another for the next. */
export function shareOnnxThread(
  first: OnnxThread,
  start: (signal: AbortSignal) => Promise<OnnxThread>,
): SharedOnnxThread {
  const turns = new Turns();
  let thread = first;
  let isClosed = false;
  return {
    async use(work, signal) {
      const endTurn = await turns.take(signal);
      try {
        if (isClosed) throw closed();
        if (!thread.isAlive) thread = await start(signal);
        // It may have been closed while the new thread was loading.
        if (isClosed) {
          await thread.close();
          throw closed();
        }
        return await work(thread);
      } finally {
        endTurn();
      }
    },
    async close() {
      isClosed = true;
      await thread.close();
    },
  };
}

function closed(): MlflowError {
  return new MlflowError('TEMPORARILY_UNAVAILABLE', 'The model was closed; serve it again.');
}
