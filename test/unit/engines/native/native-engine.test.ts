import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, InvocationReply } from '../../../../src/core/engines/engine.ts';
import { findModelSource } from '../../../../src/core/engines/native/find-model-source.ts';
import { loadPlan } from '../../../../src/core/engines/native/load-plan.ts';
import { nativeEngine } from '../../../../src/core/engines/native/native-engine.ts';
import type { Plan } from '../../../../src/core/engines/native/plan.ts';
import { type LocalModel, openLocalModel } from '../../../../src/core/model/local-model.ts';
import { answerRequest } from '../../../../src/core/score/answer-request.ts';
import { score } from '../../../../src/core/score/score.ts';
import { buildNativeWorker } from '../../../helpers/native-worker-file.ts';

const never = new AbortController().signal;
let worker: Awaited<ReturnType<typeof buildNativeWorker>>;
let model: LocalModel;
let plan: Plan;

beforeAll(async () => {
  worker = await buildNativeWorker();
  model = await openLocalModel(join('test/fixtures/sklearn', 'forest-1.9.1-skops'));
  plan = await loadPlan(await findModelSource(model));
});

afterAll(() => worker.remove());

const columns = ['sepal length', 'sepal width', 'petal length', 'petal width'];

function body(rowCount: number, cell: (row: number, column: number) => unknown): Uint8Array {
  const data = Array.from({ length: rowCount }, (_, row) =>
    columns.map((__, column) => cell(row, column)),
  );
  return Buffer.from(JSON.stringify({ dataframe_split: { columns, data } }));
}

/** As {@link body}, in the Open Inference Protocol. */
function tensors(rowCount: number, cell: (row: number, column: number) => unknown): Uint8Array {
  const inputs = columns.map((name, column) => {
    const data = Array.from({ length: rowCount }, (_, row) => cell(row, column));
    return { name, datatype: 'FP64', shape: [rowCount], data };
  });
  return Buffer.from(JSON.stringify({ inputs }));
}

interface Protocol {
  readonly name: string;
  readonly write: typeof body;
  readonly ask: (engine: Engine, body: Uint8Array) => Promise<InvocationReply>;
  /** What a good reply begins with. */
  readonly head: string;
}

const protocols: readonly Protocol[] = [
  {
    name: 'of MLflow',
    write: body,
    ask: (engine, request) => {
      const invocation = { body: request, contentType: 'application/json' };
      return score(invocation, { mlmodel: model.mlmodel, engine }, never);
    },
    head: '{"predictions": [',
  },
  {
    name: 'of the Open Inference Protocol',
    write: tensors,
    ask: (engine, request) => {
      const asked = { model: { name: 'iris', version: '3' }, newId: 'one' };
      const { signature } = model.mlmodel;
      const form = { protocol: 'open-inference', signature, ...asked } as const;
      return answerRequest({ ...form, body: request }, engine, never);
    },
    head: '{"model_name":"iris","model_version":"3","id":"one"',
  },
];

function ordinary(row: number, column: number): number {
  return ((row * 7 + column) % 61) / 8.25;
}

/** What is answered by an engine that has threads, and by one that has none. */
async function answers(
  engine: Engine,
  answer: Protocol['ask'],
  request: Uint8Array,
): Promise<[string, string]> {
  const alone: Engine = {
    kind: engine.kind,
    predict: (input, params, signal) => engine.predict(input, params, signal),
    close: () => engine.close(),
  };
  const ask = async (asked: Engine): Promise<string> => {
    try {
      const reply = await answer(asked, request);
      const text =
        typeof reply.body === 'string' ? reply.body : new TextDecoder().decode(reply.body);
      return `${reply.status} ${reply.rowCount} ${text}`;
    } catch (error) {
      return String(error);
    }
  };
  return [await ask(engine), await ask(alone)];
}

describe.each(protocols)('a large request $name', ({ write, ask, head }) => {
  it.each([
    ['in one thread', 1],
    ['in parts by several threads', 1_000_000],
  ])('is answered as a small one is, %s', async (_, costFactor) => {
    const engine = nativeEngine({ ...plan, rowCost: plan.rowCost * costFactor }, worker.workerFile);
    const [elsewhere, here] = await answers(engine, ask, write(20_000, ordinary));
    await engine.close();
    expect(elsewhere.startsWith(`200 20000 ${head}`)).toBe(true);
    expect(elsewhere).toBe(here);
  });

  it('has the same errors with the same rows', async () => {
    const engine = nativeEngine(plan, worker.workerFile);
    const wrong = (row: number, column: number): unknown =>
      row === 19_999 && column === 2 ? 'wide' : ordinary(row, column);
    const [elsewhere, here] = await answers(engine, ask, write(20_000, wrong));
    const [broken, brokenHere] = await answers(
      engine,
      ask,
      write(20_000, ordinary).subarray(0, -9),
    );
    await engine.close();
    expect(elsewhere).toMatch(/Error: .*wide/);
    expect(elsewhere).toBe(here);
    expect(broken).toMatch(/Error: /);
    expect(broken).toBe(brokenHere);
  });
});

describe('a large request', () => {
  it('ends with the reason of its signal, and is refused by a closed model', async () => {
    const engine = nativeEngine(plan, worker.workerFile);
    const controller = new AbortController();
    const request = { body: body(20_000, ordinary), contentType: 'application/json' };
    const invoke = (signal: AbortSignal) =>
      score(request, { mlmodel: model.mlmodel, engine }, signal);
    const answer = invoke(controller.signal);
    controller.abort(new Error('the client went away'));
    await expect(answer).rejects.toThrow('the client went away');
    await engine.close();
    await expect(invoke(never)).rejects.toThrow(/was closed/);
  });
});
