import type { Table } from '../../data/table.ts';
import type { Tensor } from '../../data/tensor.ts';
import { MlflowError } from '../../errors.ts';
import type { RequestBody } from '../../score/request-body.ts';
import type { Engine, InvocationReply } from '../engine.ts';
import { asRows } from './as-rows.ts';
import { predictRows } from './evaluate/evaluate-plan.ts';
import type { Plan } from './plan.ts';
import type { PredictPool } from './predict-pool.ts';
import { countRows } from './rows/rows.ts';

/** Steps (rows by row cost) up to which the calling thread is faster than the way to another. */
const inlineSteps = 1_000_000;

/** The engine that evaluates a plan: small inputs at once, large ones in threads of its own. */
export function nativeEngine(plan: Plan, workerFile: string): Engine {
  let pool: Promise<PredictPool> | undefined;
  let isClosed = false;
  const openPool = async (): Promise<PredictPool> => {
    if (isClosed) throw closed();
    pool ??= createPool(plan, workerFile);
    const opened = await pool;
    if (isClosed) throw closed();
    return opened;
  };
  const predictNow = (rows: Table | Tensor): Table | Tensor | undefined => {
    if (isClosed) throw closed();
    return countRows(rows) * plan.rowCost <= inlineSteps
      ? predictRows(plan, rows, { firstRow: 0 })
      : undefined;
  };
  return {
    kind: 'native',
    ...(plan.keepsRowsTogether && { keepsRowsTogether: true }),
    predictNow: (input) => predictNow(asRows(input)),
    // scikit-learn's predict functions take no parameters; MLflow drops them with a warning.
    async predict(input, _params, signal): Promise<Table | Tensor> {
      signal.throwIfAborted();
      const rows = asRows(input);
      return predictNow(rows) ?? (await openPool()).predict(rows, signal);
    },
    async invokeElsewhere(request, signal) {
      signal.throwIfAborted();
      return invokeInPool(await openPool(), request, signal);
    },
    async close() {
      isClosed = true;
      const closing = pool;
      pool = undefined;
      await (await closing)?.close();
    },
  };
}

/** Its library is loaded by the first input that is large, so that a start does not pay for it. */
async function createPool(plan: Plan, workerFile: string): Promise<PredictPool> {
  const { PredictPool: Pool } = await import('./predict-pool.ts');
  return new Pool(plan, workerFile);
}

function closed(): MlflowError {
  return new MlflowError('TEMPORARILY_UNAVAILABLE', 'The model was closed; serve it again.');
}

async function invokeInPool(
  pool: PredictPool,
  request: RequestBody,
  signal: AbortSignal,
): Promise<InvocationReply> {
  const head = { status: 200, contentType: 'application/json' } as const;
  const answer = await pool.invoke(request, signal);
  if (answer.kind === 'reply') return { ...head, ...answer };
  const { input, replyForm } = answer;
  const start = performance.now();
  const prediction = await pool.predict(input, signal);
  const predictedAt = performance.now();
  const body = await pool.write({ prediction, replyForm }, signal);
  const timings = {
    ...answer.timings,
    predict: predictedAt - start,
    encode: performance.now() - predictedAt,
  };
  return { ...head, body, rowCount: countRows(input), timings };
}
