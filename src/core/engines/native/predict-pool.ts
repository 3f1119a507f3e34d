import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { Column, Table } from '../../data/table.ts';
import type { Tensor } from '../../data/tensor.ts';
import { concatenateRows } from './evaluate/output.ts';
import type { Plan } from './plan.ts';
import { countRows } from './rows/rows.ts';
import { type WireResult, fromWire } from './wire-error.ts';
import type { PredictTask } from './worker.ts';

/** Steps (rows by row cost) that one task takes: some milliseconds of one thread. */
const stepsPerTask = 4_000_000;
const maximumThreads = 8;

/** Threads that predict parts of large inputs side by side. */
export class PredictPool {
  private readonly pool: Piscina<PredictTask, WireResult<Tensor>>;
  private readonly threads: number;

  constructor(workerFile: string) {
    this.threads = Math.min(maximumThreads, availableParallelism());
    this.pool = new Piscina({
      filename: workerFile,
      name: 'predictTask',
      minThreads: 0,
      maxThreads: this.threads,
      idleTimeout: 30_000,
    });
  }

  /**
   * Predicts for all rows, in parts that are copied out of the caller's columns and handed over
   * without a further copy. Throws the first error in the order of rows.
   */
  async predict(plan: Plan, input: Table | Tensor, signal: AbortSignal): Promise<Tensor> {
    const rowCount = countRows(input);
    const rowsPerTask = Math.max(256, Math.floor(stepsPerTask / plan.rowCost));
    const results: Tensor[] = [];
    const running: Promise<WireResult<Tensor>>[] = [];
    for (let firstRow = 0; firstRow < rowCount; firstRow += rowsPerTask) {
      signal.throwIfAborted();
      const part = sliceRows(input, firstRow, Math.min(rowCount, firstRow + rowsPerTask));
      running.push(this.run({ plan, input: part, firstRow }, signal));
      // Two parts a thread are under way: enough to keep it busy, little to hold.
      if (running.length >= this.threads * 2) await takeFirst(running, results);
    }
    while (running.length > 0) await takeFirst(running, results);
    const joined = concatenateRows(results);
    if (!joined) throw new Error('A pool was asked to predict for no rows.');
    return joined;
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private run(task: PredictTask, signal: AbortSignal): Promise<WireResult<Tensor>> {
    const transferList = buffersOf(task.input);
    const promise = this.pool.run(task, { signal, transferList }).catch((error: unknown) => {
      signal.throwIfAborted(); // the pool knows that a task was aborted, not why
      throw error;
    });
    // An error of a later part must not go unhandled while an earlier one is awaited.
    promise.catch(() => {});
    return promise;
  }
}

async function takeFirst(running: Promise<WireResult<Tensor>>[], results: Tensor[]): Promise<void> {
  const first = running.shift();
  if (first) results.push(fromWire(await first));
}

function sliceRows(input: Table | Tensor, start: number, end: number): Table | Tensor {
  if (input.kind === 'table') {
    const columns = input.columns.map(
      // The dtype stays with values of its own kind.
      (column) => ({ ...column, values: column.values.slice(start, end) }) as Column,
    );
    return { ...input, columns, rowCount: end - start };
  }
  const width = input.shape.slice(1).reduce((product, length) => product * length, 1);
  const values = input.values.slice(start * width, end * width);
  const shape = [end - start, ...input.shape.slice(1)];
  return { ...input, values, shape } as Tensor; // the dtype stays with values of its own kind
}

function buffersOf(input: Table | Tensor): ArrayBuffer[] {
  const parts = input.kind === 'table' ? input.columns : [input];
  return parts.flatMap(({ values }) =>
    ArrayBuffer.isView(values) && values.buffer instanceof ArrayBuffer ? [values.buffer] : [],
  );
}
