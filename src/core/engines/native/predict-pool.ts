import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { Column, Table } from '../../data/table.ts';
import type { Tensor } from '../../data/tensor.ts';
import type { RequestBody } from '../../score/request-body.ts';
import { joinAnswers } from './evaluate/join-answers.ts';
import type { InvokeAnswer, WriteTask } from './invoke-with-plan.ts';
import type { Plan } from './plan.ts';
import { countRows } from './rows/rows.ts';
import { type WireResult, fromWire } from './wire-error.ts';
import type { PredictRequest, PredictTask } from './worker.ts';

/** Steps (rows by row cost) that one task takes: some milliseconds of one thread. */
const stepsPerTask = 4_000_000;
const maximumThreads = 8;

/** The tasks of `worker.ts`, by the names of its functions. */
interface Tasks {
  predictTask: { task: PredictTask; answer: Table | Tensor };
  invokeTask: { task: RequestBody; answer: InvokeAnswer };
  writeTask: { task: WriteTask; answer: Uint8Array };
}

/** Threads that hold a plan and work on large inputs side by side. */
export class PredictPool {
  readonly #pool: Piscina;
  readonly #threads: number;
  readonly #rowsPerTask: number;

  constructor(plan: Plan, workerFile: string) {
    const workerData: PredictRequest = { kind: 'mlinvoke-predict', plan };
    this.#rowsPerTask = plan.keepsRowsTogether
      ? Number.POSITIVE_INFINITY
      : Math.max(256, Math.floor(stepsPerTask / plan.rowCost));
    this.#threads = Math.min(maximumThreads, availableParallelism());
    this.#pool = new Piscina({
      filename: workerFile,
      workerData,
      minThreads: 0,
      maxThreads: this.#threads,
      idleTimeout: 30_000,
    });
  }

  /**
   * Predicts for all rows, in parts unless the plan keeps rows together. Numbers in shared memory go as they are, others are copied out
   * of the caller's columns and handed over. Throws the first error in the order of rows.
   */
  async predict(input: Table | Tensor, signal: AbortSignal): Promise<Table | Tensor> {
    const rowCount = countRows(input);
    const rowsPerTask = this.#rowsPerTask;
    const results: (Table | Tensor)[] = [];
    const running: Promise<WireResult<Table | Tensor>>[] = [];
    for (let firstRow = 0; firstRow < rowCount; firstRow += rowsPerTask) {
      signal.throwIfAborted();
      const part = sliceRows(input, firstRow, Math.min(rowCount, firstRow + rowsPerTask));
      const buffers = buffersOf(part);
      running.push(this.#run('predictTask', { input: part, firstRow }, { buffers, signal }));
      // Two parts a thread are under way: enough to keep it busy, little to hold.
      if (running.length >= this.#threads * 2) await takeFirst(running, results);
    }
    while (running.length > 0) await takeFirst(running, results);
    const joined = joinAnswers(results);
    if (!joined) throw new Error('A pool was asked to predict for no rows.');
    return joined;
  }

  /** Answers a whole request in one thread, or reads it when that is better done in parts. */
  async invoke(request: RequestBody, signal: AbortSignal): Promise<InvokeAnswer> {
    const body = new Uint8Array(request.body); // the caller keeps its own
    const buffers = [body.buffer];
    return fromWire(await this.#run('invokeTask', { ...request, body }, { buffers, signal }));
  }

  /** Writes a reply. */
  async write(task: WriteTask, signal: AbortSignal): Promise<Uint8Array> {
    const buffers = buffersOf(task.prediction);
    return fromWire(await this.#run('writeTask', task, { buffers, signal }));
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  #run<Name extends keyof Tasks>(
    name: Name,
    task: Tasks[Name]['task'],
    { buffers, signal }: { readonly buffers: ArrayBuffer[]; readonly signal: AbortSignal },
  ): Promise<WireResult<Tasks[Name]['answer']>> {
    const promise = this.#pool
      .run(task, { name, signal, transferList: buffers })
      .catch((error: unknown) => {
        signal.throwIfAborted(); // the pool knows that a task was aborted, not why
        throw error;
      });
    // An error of a later part must not go unhandled while an earlier one is awaited.
    promise.catch(() => {});
    // The function of this name answers so.
    return promise as Promise<WireResult<Tasks[Name]['answer']>>;
  }
}

async function takeFirst(
  running: Promise<WireResult<Table | Tensor>>[],
  results: (Table | Tensor)[],
): Promise<void> {
  const first = running.shift();
  if (first) results.push(fromWire(await first));
}

function sliceRows(input: Table | Tensor, start: number, end: number): Table | Tensor {
  if (input.kind === 'table') {
    const columns = input.columns.map(
      // The dtype stays with values of its own kind.
      (column) => ({ ...column, values: sliceValues(column.values, start, end) }) as Column,
    );
    return { ...input, columns, rowCount: end - start };
  }
  const width = input.shape.slice(1).reduce((product, length) => product * length, 1);
  const values = sliceValues(input.values, start * width, end * width);
  const shape = [end - start, ...input.shape.slice(1)];
  return { ...input, values, shape } as Tensor; // the dtype stays with values of its own kind
}

/** A view of shared memory, which all threads read; of anything else a copy. */
function sliceValues(values: Column['values'] | Tensor['values'], start: number, end: number) {
  const isShared = ArrayBuffer.isView(values) && values.buffer instanceof SharedArrayBuffer;
  return isShared ? values.subarray(start, end) : values.slice(start, end);
}

function buffersOf(input: Table | Tensor): ArrayBuffer[] {
  const parts = input.kind === 'table' ? input.columns : [input];
  return parts.flatMap(({ values }) =>
    ArrayBuffer.isView(values) && values.buffer instanceof ArrayBuffer ? [values.buffer] : [],
  );
}
