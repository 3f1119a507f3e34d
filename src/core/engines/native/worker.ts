import { parentPort, workerData } from 'node:worker_threads';
import { MlflowError } from '../../errors.ts';
import type { Table } from '../../data/table.ts';
import type { Tensor } from '../../data/tensor.ts';
import { evaluatePlan } from './evaluate/evaluate-plan.ts';
import { loadPlan } from './load-plan.ts';
import type { ModelSource } from './model-source.ts';
import type { Plan } from './plan.ts';
import { type WireResult, toWireError } from './wire-error.ts';

/** Rows for a pool's thread: a part of the caller's input and where it begins. */
export interface PredictTask {
  readonly plan: Plan;
  readonly input: Table | Tensor;
  readonly firstRow: number;
}

/** What the worker is started with to load a model, and nothing else, by `loadInWorker`. */
export interface LoadRequest {
  readonly kind: 'mlinvoke-load';
  readonly source: ModelSource;
}

/** Predicts in a thread of the pool. Errors for the caller come back as values. */
export function predictTask(task: PredictTask): WireResult<Tensor> {
  try {
    return { value: evaluatePlan(task.plan, task.input, { firstRow: task.firstRow }) };
  } catch (error) {
    if (error instanceof MlflowError) return { error: toWireError(error) };
    throw error;
  }
}

async function answerLoadRequest(request: LoadRequest): Promise<void> {
  let result: WireResult<Plan>;
  try {
    result = { value: await loadPlan(request.source) };
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    result = { error: toWireError(error) };
  }
  parentPort?.postMessage(result, []);
}

function isLoadRequest(data: unknown): data is LoadRequest {
  return (
    typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'mlinvoke-load'
  );
}

if (isLoadRequest(workerData)) void answerLoadRequest(workerData);
