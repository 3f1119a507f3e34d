import { parentPort, workerData } from 'node:worker_threads';
import { MlflowError } from '../../errors.ts';
import type { Table } from '../../data/table.ts';
import type { Tensor } from '../../data/tensor.ts';
import type { RequestBody } from '../../score/request-body.ts';
import { predictRows } from './evaluate/evaluate-plan.ts';
import {
  type InvokeAnswer,
  type WriteTask,
  invokeWithPlan,
  writeBytes,
} from './invoke-with-plan.ts';
import { loadPlan } from './load-plan.ts';
import type { ModelSource } from './model-source.ts';
import type { Plan } from './plan.ts';
import { type WireResult, toWireError } from './wire-error.ts';

/** What a pool's threads are started with. */
export interface PredictRequest {
  readonly kind: 'mlinvoke-predict';
  readonly plan: Plan;
}

/** Rows for a pool's thread: a part of the caller's input and where it begins. */
export interface PredictTask {
  readonly input: Table | Tensor;
  readonly firstRow: number;
}

/** What the worker is started with to load a model, and nothing else, by `loadInWorker`. */
export interface LoadRequest {
  readonly kind: 'mlinvoke-load';
  readonly source: ModelSource;
}

/** Predicts in a thread of the pool. Errors for the caller come back as values. */
export function predictTask({ input, firstRow }: PredictTask): Promise<WireResult<Table | Tensor>> {
  return toWire(() => predictRows(planOfPool(), input, { firstRow }));
}

/** Answers a request in a thread of the pool, or reads it when predicting is worth many threads. */
export function invokeTask(request: RequestBody): Promise<WireResult<InvokeAnswer>> {
  return toWire(() => invokeWithPlan(request, planOfPool()));
}

/** Writes a reply in a thread of the pool. */
export function writeTask(task: WriteTask): Promise<WireResult<Uint8Array>> {
  return toWire(() => writeBytes(task));
}

async function toWire<T>(work: () => T | Promise<T>): Promise<WireResult<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof MlflowError) return { error: toWireError(error) };
    throw error;
  }
}

function planOfPool(): Plan {
  const data: unknown = workerData;
  if (!isRequest<PredictRequest>(data, 'mlinvoke-predict')) {
    throw new Error('This thread was started without a plan.');
  }
  return data.plan;
}

async function answerLoadRequest(request: LoadRequest): Promise<void> {
  parentPort?.postMessage(await toWire(() => loadPlan(request.source)), []);
}

function isRequest<T extends { readonly kind: string }>(data: unknown, kind: T['kind']): data is T {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === kind;
}

const request: unknown = workerData;
if (isRequest<LoadRequest>(request, 'mlinvoke-load')) void answerLoadRequest(request);
