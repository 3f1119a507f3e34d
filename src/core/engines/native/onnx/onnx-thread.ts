import { Worker } from 'node:worker_threads';
import { MlflowError } from '../../../errors.ts';
import type { RequestBody } from '../../../score/request-body.ts';
import type { InvocationReply } from '../../engine.ts';
import { type WireResult, fromWire } from '../wire-error.ts';
import type {
  OnnxInterface,
  OnnxLoad,
  OnnxLoaded,
  OnnxReply,
  OnnxTask,
  OnnxTensors,
} from './onnx-protocol.ts';

/** A thread with one model, which answers one request after the other. */
export interface OnnxThread {
  readonly face: OnnxInterface;
  /** Runs the model; when the signal aborts, the thread is ended and cannot be used again. */
  run(feeds: OnnxTensors, signal: AbortSignal): Promise<OnnxTensors>;
  /** Answers a whole request, from its bytes to the reply's; aborted as a run is. */
  invoke(request: RequestBody, signal: AbortSignal): Promise<InvocationReply>;
  /** False when it was ended, by whatever. */
  readonly isAlive: boolean;
  close(): Promise<void>;
}

/** Loads a model in a thread of its own. Throws MlflowError, and the signal's reason. */
export async function startOnnxThread(
  workerFile: string,
  load: OnnxLoad,
  signal?: AbortSignal,
): Promise<OnnxThread> {
  signal?.throwIfAborted();
  const worker = new Worker(workerFile, { workerData: load });
  let isAlive = true;
  worker.once('exit', () => {
    isAlive = false;
  });
  // Nobody waits between requests: an error then only ends the thread.
  worker.on('error', () => {});
  worker.unref();
  const ask = async <T>(
    task: OnnxTask,
    buffers: ArrayBuffer[],
    taskSignal: AbortSignal,
  ): Promise<T> => {
    taskSignal.throwIfAborted();
    worker.postMessage(task, buffers);
    const answer = await nextMessage<WireResult<T>>(worker, taskSignal).catch((error: unknown) => {
      isAlive = false; // it ends, if it has not yet: who has the next turn must not ask it
      throw error;
    });
    return fromWire(answer);
  };
  try {
    const face = fromWire(await nextMessage<OnnxLoaded>(worker, signal));
    return {
      face,
      get isAlive() {
        return isAlive;
      },
      run: (feeds, runSignal) => ask({ kind: 'run', feeds }, [], runSignal),
      invoke(request, runSignal) {
        const body = new Uint8Array(request.body); // the caller keeps its own
        const task = { kind: 'invoke', request: { ...request, body } } as const;
        return ask<OnnxReply>(task, [body.buffer], runSignal);
      },
      async close() {
        isAlive = false;
        await worker.terminate();
      },
    };
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}

/** The next message; a thread that is not waited for any more is ended, as nothing else stops it. */
function nextMessage<T>(worker: Worker, signal: AbortSignal | undefined): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const settle = (finish: () => void): void => {
      signal?.removeEventListener('abort', onAbort);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      worker.unref();
      finish();
    };
    const onMessage = (message: T): void => settle(() => resolve(message));
    const onError = (error: unknown): void => settle(() => reject(threadError(error)));
    const onExit = (): void => settle(() => reject(threadError(undefined)));
    const onAbort = (): void => {
      void worker.terminate();
      settle(() => reject(toError(signal?.reason)));
    };
    worker.ref();
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function threadError(cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY' || cause instanceof RangeError) {
    return new MlflowError(
      'RESOURCE_EXHAUSTED',
      'The ONNX model needs more memory than there is.',
      {
        cause,
      },
    );
  }
  return cause instanceof Error ? cause : new Error('The thread of the ONNX model ended.');
}
