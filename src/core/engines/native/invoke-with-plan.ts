import type { Table } from '../../data/table.ts';
import type { Tensor } from '../../data/tensor.ts';
import { readRequest } from '../../score/read-request.ts';
import type { ReplyForm, RequestBody } from '../../score/request-body.ts';
import { writeReply } from '../../score/write-reply.ts';
import type { InvocationTimings } from '../engine.ts';
import { asRows } from './as-rows.ts';
import { predictRows } from './evaluate/evaluate-plan.ts';
import type { Plan } from './plan.ts';
import { countRows } from './rows/rows.ts';

/** What a thread made of a request: the reply, or rows that are worth many threads. */
export type InvokeAnswer =
  | {
      readonly kind: 'reply';
      readonly body: Uint8Array;
      readonly rowCount: number;
      readonly timings: InvocationTimings;
    }
  | {
      readonly kind: 'rows';
      /** Its numbers are in shared memory. */
      readonly input: Table | Tensor;
      readonly replyForm: ReplyForm;
      readonly timings: Pick<InvocationTimings, 'parse' | 'enforce'>;
    };

/** Predictions to be written. */
export interface WriteTask {
  readonly prediction: Table | Tensor;
  readonly replyForm: ReplyForm;
}

/** Steps (rows by row cost) beyond which all threads predict parts: some tenths of a second. */
const stepsOfOneThread = 200_000_000;

/** Reads a request and answers it, unless predicting is worth many threads. */
export async function invokeWithPlan(request: RequestBody, plan: Plan): Promise<InvokeAnswer> {
  const { input, replyForm, timings } = await readRequest(request);
  const rows = asRows(input);
  const rowCount = countRows(rows);
  if (rowCount * plan.rowCost > stepsOfOneThread) {
    const shared = toSharedMemory(rows);
    if (shared) return { kind: 'rows', input: shared, replyForm, timings };
  }
  const start = performance.now();
  const prediction = predictRows(plan, rows, { firstRow: 0 });
  const predictedAt = performance.now();
  const body = writeBytes({ prediction, replyForm });
  const predict = predictedAt - start;
  const encode = performance.now() - predictedAt;
  return { kind: 'reply', body, rowCount, timings: { ...timings, predict, encode } };
}

/** The bytes of a reply. */
export function writeBytes({ prediction, replyForm }: WriteTask): Uint8Array {
  return new TextEncoder().encode(writeReply(prediction, replyForm));
}

/** Undefined for rows that are not all numbers: objects would have to be copied one by one. */
function toSharedMemory(rows: Table | Tensor): Table | Tensor | undefined {
  const parts = rows.kind === 'table' ? rows.columns : [rows];
  if (parts.some(({ dtype }) => dtype === 'object')) return undefined;
  const share = <T extends { readonly values: unknown }>(part: T): T => {
    const source = part.values as Float64Array; // or another array of numbers, as checked above
    const Numbers = source.constructor as Float64ArrayConstructor;
    const values = new Numbers(new SharedArrayBuffer(source.byteLength));
    values.set(source);
    return { ...part, values };
  };
  return rows.kind === 'table' ? { ...rows, columns: rows.columns.map(share) } : share(rows);
}
