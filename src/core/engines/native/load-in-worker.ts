import { Worker } from 'node:worker_threads';
import { MlflowError } from '../../errors.ts';
import type { ModelSource } from './model-source.ts';
import type { Plan } from './plan.ts';
import { type WireResult, fromWire } from './wire-error.ts';
import type { LoadRequest } from './worker.ts';

/** A hostile file may ask for much memory: only the loading thread dies of it. */
const maximumHeapMegabytes = 2048;

/** How {@link loadInWorker} works. */
export interface LoadInWorkerOptions {
  readonly workerFile: string;
  readonly signal?: AbortSignal;
}

/**
 * Reads and translates a model in a thread of its own, which ends with the load. Throws what
 * `loadPlan` throws, and the signal's reason when it is aborted.
 */
export async function loadInWorker(
  source: ModelSource,
  options: LoadInWorkerOptions,
): Promise<Plan> {
  const { signal } = options;
  signal?.throwIfAborted();
  const request: LoadRequest = { kind: 'mlinvoke-load', source };
  const worker = new Worker(options.workerFile, {
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: maximumHeapMegabytes },
  });
  const abort = (): void => void worker.terminate();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return fromWire(await answerOf(worker, signal));
  } finally {
    signal?.removeEventListener('abort', abort);
    await worker.terminate();
  }
}

function answerOf(worker: Worker, signal: AbortSignal | undefined): Promise<WireResult<Plan>> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory(error) : error);
    });
    worker.once('exit', () => {
      reject(signal?.aborted ? toError(signal.reason) : new Error('The loading thread ended.'));
    });
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function outOfMemory(cause: Error): MlflowError {
  return new MlflowError(
    'RESOURCE_EXHAUSTED',
    `The model needs more than ${maximumHeapMegabytes} MB of memory to be read. It may be damaged; the python engine may be able to load it.`,
    { cause },
  );
}
